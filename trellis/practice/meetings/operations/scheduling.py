"""Puts meetings on the calendar."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Invalid, Refused
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community, working_members_of
from trellis.people.notices.operations import tell
from trellis.people.places.queries import school_days
from trellis.practice.meetings.models import Meeting, MeetingSeries
from trellis.practice.meetings.operations.guard import journal, new_join_code, path_of
from trellis.practice.meetings.rules.days import days_over, moment_of, wished_days
from trellis.practice.meetings.rules.may import may_schedule_meeting
from trellis.practice.meetings.words import Mode, Rhythm

#: A series reaches at most this far ahead: a school year.
LONGEST = timedelta(days=370)
#: A meeting lasts at least and at most so many minutes.
SHORTEST_MINUTES, LONGEST_MINUTES = 5, 480


@dataclass(frozen=True)
class Where:
    """How people come together."""

    mode: Mode = Mode.ROOM
    place: str = ""
    link: str = ""


@dataclass(frozen=True)
class Slot:
    """When: a day and time on the wall clock of the community's place, and how long."""

    on: date
    at: time
    minutes: int = 45


def problems_of(title: str, slot: Slot, where: Where) -> dict[str, str]:
    """Return what is missing of a meeting, by field."""
    problems = {}
    if not title.strip():
        problems["title"] = _("Give it a name, e.g. “Weekly team meeting”.")
    if not SHORTEST_MINUTES <= slot.minutes <= LONGEST_MINUTES:
        problems["minutes"] = _("From %(least)d to %(most)d minutes.") % {
            "least": SHORTEST_MINUTES,
            "most": LONGEST_MINUTES,
        }
    if where.mode in (Mode.VIRTUAL, Mode.HYBRID) and not where.link.strip():
        problems["link"] = _("Add the link people use to come in.")
    return problems


def _may_schedule(by: Person, community: Community) -> None:
    if not may_schedule_meeting(relations_to_community(by, community)):
        raise Refused(_("Only members of this community schedule its meetings."))


@transaction.atomic
def schedule_meeting(
    *,
    by: Person,
    community: Community,
    title: str,
    slot: Slot,
    where: Where | None = None,
    is_protected: bool = False,
    agenda_template: str = "",
    now: datetime | None = None,
) -> Meeting:
    """Put one meeting on the calendar and tell the members (S0-32).

    Raises:
        Refused: for everybody who is no member.
        Invalid: without a name, with an odd length, or virtual without a link.
    """
    _may_schedule(by, community)
    where = where or Where()
    problems = problems_of(title, slot, where)
    if problems:
        raise Invalid(_("A few things are missing before this can go on the calendar."), problems)
    moment = now or timezone.now()
    zone = community.organization.time_zone
    meeting = _make(by, community, title.strip(), slot, where, zone, moment)
    meeting.is_protected, meeting.agenda_template = is_protected, agenda_template
    meeting.save()
    journal(by, meeting, "meeting.scheduled", {"starts_at": meeting.starts_at.isoformat()})
    tell(
        people=[person for person in working_members_of(community) if person.pk != by.pk],
        kind="meeting.scheduled",
        words={
            "community": community.name,
            "meeting": meeting.title,
            "day": slot.on.isoformat(),
            "time": f"{slot.at:%H:%M}",
        },
        path=path_of(meeting),
        object_kind="meeting",
        object_id=meeting.public_id,
        now=moment,
    )
    return meeting


def _make(
    by: Person, community: Community, title: str, slot: Slot, where: Where, zone: str, moment: datetime
) -> Meeting:
    starts_at = moment_of(slot.on, slot.at, zone)
    return Meeting(
        community=community,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at.astimezone(UTC) + timedelta(minutes=slot.minutes),
        time_zone=zone,
        mode=where.mode,
        place=where.place.strip(),
        link=where.link.strip(),
        join_code=new_join_code(),
        made_by=by,
        made_at=moment,
        changed_at=moment,
    )


@transaction.atomic
def schedule_series(
    *,
    by: Person,
    community: Community,
    title: str,
    slot: Slot,
    rhythm: Rhythm,
    last_on: date,
    where: Where | None = None,
    is_protected: bool = False,
    agenda_template: str = "",
    now: datetime | None = None,
) -> MeetingSeries:
    """Lay meetings that come again over the school calendar; days without school fall out (S0-32, S1-10).

    Raises:
        Refused: for everybody who is no member.
        Invalid: when something is missing, or no day of the rhythm is a school day.
    """
    _may_schedule(by, community)
    where = where or Where()
    problems = problems_of(title, slot, where)
    if not slot.on <= last_on <= slot.on + LONGEST:
        problems["last_on"] = _("The last day comes after the first, within a year.")
    if problems:
        raise Invalid(_("A few things are missing before this can go on the calendar."), problems)
    place = community.organization
    days, _left_out = days_over(wished_days(rhythm, slot.on, last_on), school_days(place, slot.on, last_on))
    if not days:
        raise Invalid(_("None of these days is a school day."), {"on": _("Choose a weekday with school.")})
    moment = now or timezone.now()
    series = MeetingSeries.objects.create(
        community=community,
        title=title.strip(),
        rhythm=rhythm,
        first_on=slot.on,
        last_on=last_on,
        at=slot.at,
        minutes=slot.minutes,
        time_zone=place.time_zone,
        mode=where.mode,
        place=where.place.strip(),
        link=where.link.strip(),
        is_protected=is_protected,
        agenda_template=agenda_template,
        made_by=by,
        made_at=moment,
    )
    fill_series(series, days, moment)
    record_series(by, series, len(days))
    return series


def fill_series(series: MeetingSeries, days: list[date], moment: datetime) -> list[Meeting]:
    """Make the meetings of a series on these days."""
    where = Where(Mode(series.mode), series.place, series.link)
    meetings = []
    for day in days:
        slot = Slot(day, series.at, series.minutes)
        meeting = _make(series.made_by, series.community, series.title, slot, where, series.time_zone, moment)
        meeting.series, meeting.is_protected = series, series.is_protected
        meeting.agenda_template = series.agenda_template
        meeting.inclusion, meeting.inclusion_note = series.inclusion, series.inclusion_note
        meetings.append(meeting)
    return Meeting.objects.bulk_create(meetings)


def record_series(by: Person, series: MeetingSeries, count: int) -> None:
    """Write into the journal that a series was made, and tell the members once."""
    first = Meeting.objects.filter(series=series).select_related("community__organization").first()
    if first is None:
        return
    journal(by, first, "meeting_series.scheduled", {"series": series.public_id, "meetings": count})
    tell(
        people=[person for person in working_members_of(series.community) if person.pk != by.pk],
        kind="meeting_series.scheduled",
        words={
            "community": series.community.name,
            "meeting": series.title,
            "day": series.first_on.isoformat(),
            "time": f"{series.at:%H:%M}",
            "count": str(count),
        },
        path=path_of(first),
        object_kind="meeting",
        object_id=first.public_id,
        now=series.made_at,
    )
