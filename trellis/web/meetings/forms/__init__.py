"""Forms of meetings."""

from trellis.web.meetings.forms.schedule import MeetingForm, SeriesForm

__all__ = ["MeetingForm", "SeriesForm"]
