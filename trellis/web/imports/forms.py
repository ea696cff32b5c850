"""Forms of roster imports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SendForm(forms.Form):
    """A roster package."""

    package = forms.FileField(
        label=_("OneRoster package"),
        help_text=_("The zip that your student system makes, unchanged, up to 1 GB."),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )
    encoding = forms.ChoiceField(
        label=_("Letters"),
        choices=[
            ("utf-8", _("UTF-8, as the standard says")),
            ("cp1252", _("Windows-1252, from older systems")),
        ],
        initial="utf-8",
    )
    strict = forms.BooleanField(
        label=_("Refuse every departure from the standard"),
        required=False,
    )


class UndoForm(forms.Form):
    """A yes to taking an import back; a second one where much would go."""

    sure = forms.BooleanField(label=_("I have read what would go"), required=False)

    def __init__(self, *args: Any, must_be_sure: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].required = must_be_sure


def _percent(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=1, max_value=100)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class SourceForm(forms.Form):
    """How a system is read: what waits for a person, when it rests, what its dates and roles mean."""

    rank = forms.IntegerField(
        label=_("Its turn among the systems"),
        help_text=_(
            "Where two send the same person, the lower number stands; with equal numbers the later one."
        ),
        min_value=1,
        max_value=99,
    )
    removed_percent = _percent(
        _("Removals that go by themselves, percent"), _("Of one kind of row; more waits for your yes.")
    )
    changed_percent = _percent(_("Changes that go by themselves, percent"))
    school_percent = _percent(_("Removals at one school that go by themselves, percent"))
    paused_from = _day(_("Pause from"), _("During a pause nothing is written by itself."))
    paused_until = _day(_("Pause until"))
    additions_from = _day(
        _("Only additions from"), _("For the summer, when systems are half empty: nothing is removed.")
    )
    additions_until = _day(_("Only additions until"))
    ends_exclusive = forms.BooleanField(
        label=_("An end date is the first day after"),
        help_text=_("As OneRoster 1.2 says; most systems mean the last day."),
        required=False,
    )
    trusted_for_roles = forms.BooleanField(
        label=_("It may make principals, administrators and leaders without asking"), required=False
    )
