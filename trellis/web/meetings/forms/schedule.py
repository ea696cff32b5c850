"""When and where a community meets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.meetings.operations.scheduling import Slot, Where
from trellis.practice.meetings.words import Mode, Rhythm


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WhereForm(forms.Form):
    """How people come together."""

    mode = forms.ChoiceField(label=_("How do you come together?"), choices=Mode, widget=forms.RadioSelect)
    place = forms.CharField(label=_("Room"), max_length=255, required=False)
    link = forms.URLField(
        label=_("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("The video call. It is shown to those who take part, nobody else."),
    )

    def where(self) -> Where:
        """Return how people come together."""
        data = self.cleaned_data
        return Where(Mode(data["mode"]), data["place"], data["link"])


class MoveForm(WhereForm):
    """Name, day, time, how people come together."""

    title = forms.CharField(
        label=_("Name"), max_length=255, help_text=_("For example “Weekly team meeting”.")
    )
    on = forms.DateField(label=_("Day"), widget=_day())
    at = forms.TimeField(label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480)

    field_order = ["title", "on", "at", "minutes", "mode", "place", "link"]

    def slot(self) -> Slot:
        """Return when."""
        data = self.cleaned_data
        return Slot(data["on"], data["at"], data["minutes"])


class MeetingForm(MoveForm):
    """One meeting."""

    is_protected = forms.BooleanField(label=_("Protected time: nothing else is put on it"), required=False)


class CancelForm(forms.Form):
    """Why a meeting is cancelled."""

    reason = forms.CharField(label=_("Why is it cancelled?"), max_length=255)


class SeriesForm(MeetingForm):
    """Meetings that come again."""

    rhythm = forms.ChoiceField(label=_("How often?"), choices=Rhythm, widget=forms.RadioSelect)
    last_on = forms.DateField(
        label=_("Until"), widget=_day(), help_text=_("Days without school are left out by themselves.")
    )

    field_order = ["title", "rhythm", "on", "last_on", "at", "minutes", "mode", "place", "link"]
