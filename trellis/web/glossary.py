"""Acronyms and words of the trade that a page may explain in a pop-over. Plain words, grade 6."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: as written on the page -> (long form, one plain sentence)
GLOSSARY: dict[str, tuple[str | Promise, str | Promise]] = {
    "PLC": (
        _("Professional learning community"),
        _("A team of educators who meet often, study how their students learn and change what they do."),
    ),
    "PDSA": (
        _("Plan, do, study, act"),
        _("A short test of a change: plan it, try it, study what happened, decide what is next."),
    ),
    "SSO": (
        _("Single sign-on"),
        _("You sign in once with your district account and need no other password."),
    ),
    "MFA": (
        _("Sign-in with two proofs"),
        _("Besides your password you show a second proof, for example a code or your passkey."),
    ),
    "CSV": (_("Comma-separated values"), _("A plain table file that every spreadsheet program can save.")),
    "OneRoster": (
        _("A standard for class lists"),
        _("A common file format in which student systems hand over schools, classes and people."),
    ),
    "median": (
        _("The middle value"),
        _("Half of the points lie above it and half below. One odd week hardly moves it."),
    ),
    "run chart": (
        _("A line of points over time"),
        _("It shows the ordinary ups and downs, so that a real change can be told from chance."),
    ),
}
