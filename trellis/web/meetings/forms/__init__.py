"""Forms of meetings."""

from trellis.web.meetings.forms.schedule import CancelForm, MeetingForm, MoveForm, SeriesForm

__all__ = ["CancelForm", "MeetingForm", "MoveForm", "SeriesForm"]
