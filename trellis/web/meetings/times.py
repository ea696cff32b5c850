"""Days and times of meetings in words, on the clock of the place."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from trellis.practice.meetings.words import Inclusion, MeetingState, Mode

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.meetings.models import Meeting


@dataclass(frozen=True)
class MeetingLine:
    """A meeting as a line of a list."""

    title: str
    url: str
    when: str
    note: str
    is_cancelled: bool


def clock_words(moment: datetime, zone: str) -> str:
    """Write a time of day on the clock of a zone: “1:30 p.m.”."""
    return time_format(moment.astimezone(ZoneInfo(zone)).time(), "P")


def day_words(moment: datetime, zone: str) -> str:
    """Write the day of a moment in a zone: “Tuesday, November 17”."""
    return date_format(moment.astimezone(ZoneInfo(zone)).date(), "l, F j")


def when_words(meeting: "Meeting") -> str:
    """Write when a meeting is: day, beginning and end."""
    return _("%(day)s, %(from)s to %(to)s") % {
        "day": day_words(meeting.starts_at, meeting.time_zone),
        "from": clock_words(meeting.starts_at, meeting.time_zone),
        "to": clock_words(meeting.ends_at, meeting.time_zone),
    }


def where_words(meeting: "Meeting") -> str:
    """Write how people come together: the room, or that it is virtual."""
    mode = str(Mode(meeting.mode).label)
    return f"{mode}: {meeting.place}" if meeting.place else mode


def inclusion_words(meeting: "Meeting") -> str:
    """Write what is arranged so that everybody can take part; nothing when nothing is."""
    said = [str(Inclusion(kind).label) for kind in meeting.inclusion]
    note = meeting.inclusion_note.rstrip(". ")
    if note and Inclusion.INTERPRETING in meeting.inclusion:
        said[meeting.inclusion.index(Inclusion.INTERPRETING)] += f": {note}"
    elif note:
        said.append(note)
    return ". ".join(said)


def meeting_line(meeting: "Meeting") -> MeetingLine:
    """Return a meeting as a line of a list."""
    cancelled = meeting.state == MeetingState.CANCELLED
    note = _("Cancelled") if cancelled else where_words(meeting)
    if meeting.state == MeetingState.PLANNED and meeting.ends_at < timezone.now():
        note = _("Nobody began it")
    return MeetingLine(
        meeting.title,
        reverse("open-meeting", args=[meeting.public_id]),
        when_words(meeting),
        note,
        cancelled,
    )
