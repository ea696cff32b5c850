"""What is looked for, and which proposal is taken."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.meetings.words import Rhythm


class LengthForm(forms.Form):
    """How long and how often."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=240)
    rhythm = forms.ChoiceField(label=_("How often?"), choices=Rhythm)


class TakeForm(LengthForm):
    """A time of the week."""

    weekday = forms.IntegerField(min_value=0, max_value=4)
    at = forms.TimeField()
