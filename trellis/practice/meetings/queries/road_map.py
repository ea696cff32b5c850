"""The road map of a cycle: weeks and meetings, each with what it is for. For members alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.accounts.models import Person
from trellis.people.places.queries import holidays_between
from trellis.practice.cycles.models import Answer, Cycle, Stage
from trellis.practice.cycles.queries.seeing import relations_to_cycle, running_cycle_of
from trellis.practice.cycles.rules.may import may_read_work
from trellis.practice.cycles.words import CycleState
from trellis.practice.library.models import Protocol, StageProtocols, in_language
from trellis.practice.library.queries import protocols
from trellis.practice.library.rules import exit_check
from trellis.practice.library.words import CheckName
from trellis.practice.meetings.models import Meeting, RoadMapChange
from trellis.practice.meetings.queries.map_lines import CalendarLine, MapCalendar, map_calendar_of
from trellis.practice.meetings.rules.calendar_lines import awaited, gap_with_results
from trellis.practice.meetings.rules.days import local_day, monday_of
from trellis.practice.meetings.rules.road_map import (
    LEFT_OVER,
    Change,
    SlotFact,
    StageFact,
    Work,
    in_order,
    lay_map,
    step,
)
from trellis.practice.meetings.words import Gap, MeetingState

#: How far the map reaches when a cycle takes longer than its road.
LONGER = timedelta(weeks=3)


@dataclass(frozen=True)
class MapLine:
    """One piece of work in words: which step, what for, how, and what the team leaves with."""

    work: Work
    stage: Stage
    purpose: str
    product: str
    protocol: Protocol | None

    @property
    def key(self) -> str:
        """The name of the work on its page: “2-1”, the first work of the second step."""
        return f"{self.work.stage}-{self.work.number}"

    @property
    def is_left_over(self) -> bool:
        """Whether it is what its step still owes."""
        return self.work.number == LEFT_OVER

    @property
    def is_changed(self) -> bool:
        """Whether somebody changed it by hand."""
        return self.work.change.is_kept


@dataclass(frozen=True)
class MapMeeting:
    """A meeting on the map with its work; ``is_open`` while it can still be planned."""

    meeting: Meeting
    on: date
    is_open: bool
    lines: Sequence[MapLine]


@dataclass(frozen=True)
class MapGap:
    """What a step lacks; ``wanted_on`` is a day on which a meeting would mend it."""

    stage: Stage
    gap: Gap
    wanted_on: date | None = None
    results_of: str = ""


@dataclass(frozen=True)
class MapWeek:
    """One week: its steps by the calendar, its meetings, what closes school, lines of the year."""

    monday: date
    number: int | None
    stages: Sequence[Stage]
    meetings: Sequence[MapMeeting]
    holiday: str
    is_now: bool
    lines: Sequence[CalendarLine] = ()

    @property
    def entries(self) -> list[tuple[MapMeeting | None, CalendarLine | None]]:
        """Meetings and lines by day: what begins stands before the meetings of its day, what ends after."""
        placed: list[tuple[date, int, MapMeeting | None, CalendarLine | None]] = [
            *((one.on, 0, one, None) for one in self.meetings),
            *((line.on, line.side, None, line) for line in self.lines),
        ]
        return [entry[2:] for entry in sorted(placed, key=lambda entry: entry[:2])]


@dataclass(frozen=True)
class RoadMap:
    """The whole map. ``gaps``: steps with what they lack; ``waiting``: work that has no meeting."""

    cycle: Cycle
    stages: Sequence[Stage]
    facts: Sequence[StageFact]
    slots: Sequence[SlotFact]
    works: Sequence[Work]
    weeks: Sequence[MapWeek]
    waiting: Sequence[MapLine]
    gaps: Sequence[MapGap]
    is_running: bool

    def line(self, stage: int, number: int) -> MapLine:
        """Return one piece of work.

        Raises:
            NotFound: when the map has no such work.
        """
        lines = [line for week in self.weeks for meeting in week.meetings for line in meeting.lines]
        for line in [*lines, *self.waiting]:
            if (line.work.stage, line.work.number) == (stage, number):
                return line
        raise NotFound(_("The road map has no such work."))

    def movable(self, *, up: bool) -> set[str]:
        """Return the names of the work that can go one step up, or down."""
        keys = ((work, f"{work.stage}-{work.number}") for work in self.works)
        return {key for work, key in keys if step(self.works, self.slots, work, up=up) is not None}

    def open_meetings(self) -> list[MapMeeting]:
        """Return the meetings that work can be put on."""
        return [meeting for week in self.weeks for meeting in week.meetings if meeting.is_open]

    def at(self, meeting: Meeting) -> list[MapLine]:
        """Return what the map says of one meeting."""
        return [
            line
            for week in self.weeks
            for found in week.meetings
            if found.meeting.pk == meeting.pk
            for line in found.lines
        ]


def _stage_facts(cycle: Cycle, stages: Sequence[Stage]) -> list[StageFact]:
    answered = set(
        Answer.objects.filter(stage__cycle=cycle).exclude(text="").values_list("stage_id", "prompt")
    )
    suited: Mapping[str, Sequence[str]] = dict(
        StageProtocols.objects.filter(template_key=cycle.template.key).values_list("stage_key", "protocols")
    )
    facts = []
    for stage in stages:
        keys = tuple(prompt["key"] for prompt in stage.definition.prompts)
        facts.append(
            StageFact(
                position=stage.position,
                starts_on=stage.starts_on,
                ends_on=stage.ends_on,
                questions=keys,
                checks=tuple(stage.definition.checks),
                protocols=tuple(suited.get(stage.definition.key, ())),
                passed=stage.passed_at is not None,
                unanswered=tuple(key for key in keys if (stage.pk, key) not in answered),
            )
        )
    return facts


def _meetings_in(cycle: Cycle, until: date) -> list[Meeting]:
    """Return the meetings of the team in the weeks of the cycle, but not those of another cycle."""
    around = timedelta(days=2)
    first = datetime.combine(
        cycle.starts_on - around, datetime.min.time(), tzinfo=timezone.get_current_timezone()
    )
    last = datetime.combine(until + around, datetime.min.time(), tzinfo=timezone.get_current_timezone())
    rows = Meeting.objects.filter(
        community=cycle.community_id, starts_at__gte=first, starts_at__lte=last
    ).order_by("starts_at", "id")
    return [
        row
        for row in rows
        if row.cycle_id in (None, cycle.pk)
        and cycle.starts_on <= local_day(row.starts_at, row.time_zone) <= until
    ]


def _changes(cycle: Cycle, stages: Sequence[Stage]) -> dict[tuple[int, int], Change]:
    positions = {stage.pk: stage.position for stage in stages}
    return {
        (positions[row.stage_id], row.number): Change(
            slot=row.meeting_id,
            order=row.position,
            purpose=row.purpose,
            product=row.product,
            protocol=row.protocol,
        )
        for row in RoadMapChange.objects.filter(stage__cycle=cycle)
    }


def _line(work: Work, stage: Stage, known: Mapping[str, Protocol]) -> MapLine:
    questions = {prompt["key"]: in_language(prompt) for prompt in stage.definition.prompts}
    purpose = " ".join(questions[key] for key in work.questions) or stage.definition.purpose
    left = [str(CheckName(exit_check(written).name).label) for written in work.checks]
    wanted = left or [in_language(entry) for entry in stage.definition.evidence[:1]]
    return MapLine(
        work=work,
        stage=stage,
        purpose=work.change.purpose or purpose,
        product=work.change.product or "; ".join(wanted),
        protocol=known.get(work.protocol),
    )


def road_map_of(cycle: Cycle, *, now: datetime | None = None) -> RoadMap:
    """Lay the road map of a cycle as it is now; the caller opens the cycle's work first (S4-20, S4-34)."""
    moment = now or timezone.now()
    stages = list(cycle.stages.select_related("definition").order_by("position"))
    facts = _stage_facts(cycle, stages)
    until, meetings = _reach(cycle, moment)
    slots = [
        SlotFact(row.pk, local_day(row.starts_at, row.time_zone), _is_over(row, moment))
        for row in meetings
        if row.state != MeetingState.CANCELLED
    ]
    works = lay_map(facts, slots, _changes(cycle, stages))
    by_position = {stage.position: stage for stage in stages}
    known = {protocol.key: protocol for protocol in protocols()}
    lines = [_line(work, by_position[work.stage], known) for work in works]
    drawn = [_drawn(row, lines, moment) for row in meetings]
    today = timezone.localdate(moment)
    calendar = map_calendar_of(cycle.community.organization, cycle.starts_on, until)
    return RoadMap(
        cycle=cycle,
        stages=stages,
        facts=facts,
        slots=slots,
        works=works,
        weeks=_weeks(cycle, stages, drawn, until, today, calendar),
        waiting=[line for line in lines if line.work.slot is None],
        gaps=[
            _gap(by_position[fact.position], fact, gap, calendar, slots, today)
            for fact in facts
            if (gap := gap_with_results(fact, works, slots, calendar.spans)) is not None
        ],
        is_running=cycle.state == CycleState.RUNNING,
    )


def _gap(
    stage: Stage, fact: StageFact, gap: Gap, calendar: MapCalendar, slots: Sequence[SlotFact], today: date
) -> MapGap:
    span = awaited(fact, calendar.spans)
    return MapGap(stage, gap, calendar.day_for(fact, slots, today), span.name if span else "")


def _reach(cycle: Cycle, moment: datetime) -> tuple[date, list[Meeting]]:
    """Return the last day of the map and its meetings: a little longer while a cycle runs past its road."""
    meetings = _meetings_in(cycle, cycle.ends_on)
    ahead = any(row.state != MeetingState.CANCELLED and not _is_over(row, moment) for row in meetings)
    if cycle.state != CycleState.RUNNING or ahead or not meetings:
        return cycle.ends_on, meetings
    until = max(cycle.ends_on, timezone.localdate(moment) + LONGER)
    return until, _meetings_in(cycle, until)


def _is_over(meeting: Meeting, moment: datetime) -> bool:
    return meeting.state == MeetingState.HELD or meeting.ends_at < moment


def _drawn(meeting: Meeting, lines: Sequence[MapLine], moment: datetime) -> MapMeeting:
    own = {id(line.work): line for line in lines if line.work.slot == meeting.pk}
    ordered = in_order([line.work for line in own.values()])
    gone = meeting.state == MeetingState.CANCELLED
    return MapMeeting(
        meeting=meeting,
        on=local_day(meeting.starts_at, meeting.time_zone),
        is_open=not gone and not _is_over(meeting, moment),
        lines=[own[id(work)] for work in ordered],
    )


def _weeks(
    cycle: Cycle,
    stages: Sequence[Stage],
    drawn: Sequence[MapMeeting],
    until: date,
    today: date,
    calendar: MapCalendar,
) -> list[MapWeek]:
    holidays = holidays_between(cycle.community.organization, cycle.starts_on, until)
    days = {monday_of(day) for day in calendar.days}
    monday, weeks, number = monday_of(cycle.starts_on), [], 0
    while monday <= until:
        sunday = monday + timedelta(days=6)
        number += monday in days
        closed = [
            holiday.name for holiday in holidays if holiday.starts_on <= sunday and holiday.ends_on >= monday
        ]
        weeks.append(
            MapWeek(
                monday=monday,
                number=number if monday in days else None,
                stages=[s for s in stages if s.starts_on <= sunday and s.ends_on >= monday],
                meetings=[one for one in drawn if monday <= one.on <= sunday],
                holiday=", ".join(dict.fromkeys(closed)),
                is_now=monday <= today <= sunday,
                lines=[line for line in calendar.lines if monday <= line.on <= sunday],
            )
        )
        monday += timedelta(weeks=1)
    return weeks


def map_lines_of(meeting: Meeting, *, by: Person, now: datetime | None = None) -> list[MapLine]:
    """Return what the road map says of a meeting, for members of its team; nothing for everybody else."""
    cycle = meeting.cycle or running_cycle_of(meeting.community, by=by)
    if cycle is None or not may_read_work(relations_to_cycle(by, cycle)):
        return []
    return road_map_of(cycle, now=now).at(meeting)
