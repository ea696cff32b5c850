"""What is looked for, and which proposal is taken."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.meetings.words import Rhythm
from trellis.web.meetings.forms.schedule import WhereForm


class LengthForm(forms.Form):
    """How long and how often."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=240)
    rhythm = forms.ChoiceField(label=_("How often?"), choices=Rhythm)


class TakeForm(WhereForm):
    """A time of the week, and how people come together in it."""

    minutes = forms.IntegerField(min_value=15, max_value=240, widget=forms.HiddenInput)
    rhythm = forms.ChoiceField(choices=Rhythm, widget=forms.HiddenInput)
    when = forms.RegexField(
        r"^[0-4] ([01]\d|2[0-3]):[0-5]\d$",
        error_messages={"required": _("Choose one of the times."), "invalid": _("Choose one of the times.")},
    )

    def taken(self) -> tuple[int, time]:
        """Return the weekday and the time on it."""
        weekday, _space, at = self.cleaned_data["when"].partition(" ")
        return int(weekday), time.fromisoformat(at)
