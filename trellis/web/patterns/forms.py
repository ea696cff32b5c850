"""A form that shows every kind of field."""

from django import forms
from django.utils.translation import gettext_lazy as _

USE_CHOICES = [
    ("fully", _("Fully, three lessons or more")),
    ("partly", _("Partly")),
    ("not", _("Not this week, and that is fine to say")),
]


class SampleForm(forms.Form):
    """Every kind of field, as a page would use it."""

    goal = forms.CharField(
        label=_("Our goal, in one sentence"), help_text=_("Who, from what, to what, by when")
    )
    first_use = forms.DateField(
        label=_("First use"),
        help_text=_("A day of this term"),
        error_messages={"invalid": _("November has 30 days. We kept what you wrote.")},
    )
    why = forms.CharField(
        label=_("Why we think so"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    used = forms.ChoiceField(
        label=_("How fully did you use it this week?"), choices=USE_CHOICES, widget=forms.RadioSelect
    )
    share = forms.ChoiceField(
        label=_("Where may this be seen?"), choices=[("team", _("Our team")), ("school", _("Our school"))]
    )
    remind = forms.BooleanField(label=_("Remind me on Fridays"), required=False)
