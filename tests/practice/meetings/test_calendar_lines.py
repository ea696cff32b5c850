"""Terms, assessment windows and initiatives on the road map (S4-20, S4-29)."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.practice.world import started
from trellis.kit.errors import Invalid, NotFound, Refused
from trellis.people.access.operations import drop_calendar_mark, plan_calendar_mark
from trellis.people.places.models import CalendarMark
from trellis.people.places.operations import add_calendar_mark, add_holiday, add_term
from trellis.people.places.queries import school_year_of
from trellis.people.places.words import MarkKind, TermKind
from trellis.practice.meetings.operations.scheduling import Slot, schedule_meeting, schedule_series
from trellis.practice.meetings.queries.road_map import road_map_of
from trellis.practice.meetings.rules.calendar_lines import Span, awaited, gap_with_results, suggest_day
from trellis.practice.meetings.rules.days import monday_of
from trellis.practice.meetings.rules.road_map import SlotFact, StageFact, lay_map
from trellis.practice.meetings.words import Gap, Rhythm

MONDAY = date(2026, 9, 7)
DAYS = [MONDAY + timedelta(days=n) for n in range(28) if n % 7 < 5]


def stage(*checks: str, weeks: int = 2) -> StageFact:
    return StageFact(
        position=1,
        starts_on=MONDAY,
        ends_on=MONDAY + timedelta(weeks=weeks, days=-3),
        questions=("a",),
        checks=checks,
        protocols=(),
    )


NEEDS_DATA, TALKS = stage("evidence_data"), stage("team_agreed")
FALL = Span("Fall test", MONDAY, MONDAY + timedelta(days=2))
TUESDAY, THURSDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)


def test_a_step_waits_for_a_window_only_when_it_asks_for_data() -> None:
    assert awaited(NEEDS_DATA, [FALL]) == FALL
    assert awaited(TALKS, [FALL]) is None
    assert FALL.readable_on == THURSDAY, "nobody said when: the day after its end"
    late = Span("Late", MONDAY, MONDAY, results_on=MONDAY + timedelta(weeks=4))
    assert awaited(NEEDS_DATA, [late]) is None, "results after the step are no reason to wait"
    later = Span("Later", MONDAY, MONDAY, results_on=MONDAY + timedelta(weeks=1))
    assert awaited(NEEDS_DATA, [later, FALL]) == later


@pytest.mark.parametrize(
    ("on", "gap"), [(TUESDAY, Gap.BEFORE_RESULTS), (THURSDAY, None), (MONDAY + timedelta(weeks=1), None)]
)
def test_S4_29_a_step_whose_meetings_all_stand_before_its_results_is_named(on: date, gap: Gap | None) -> None:
    slots = [SlotFact(1, on)]
    assert gap_with_results(NEEDS_DATA, lay_map([NEEDS_DATA], slots, {}), slots, [FALL]) == gap
    assert gap_with_results(TALKS, lay_map([TALKS], slots, {}), slots, [FALL]) is None
    assert gap_with_results(NEEDS_DATA, lay_map([NEEDS_DATA], [], {}), [], [FALL]) == Gap.NO_MEETING


def test_S4_20_a_suggested_day_has_school_and_stands_after_results_and_off_test_days() -> None:
    def day(of: StageFact, *, weekday: int | None = 1, last: date | None = None) -> date | None:
        last_days = {last} if last else set()
        return suggest_day(of, DAYS, [FALL], weekday=weekday, last_days=last_days, today=MONDAY)

    next_tuesday = TUESDAY + timedelta(weeks=1)
    assert day(NEEDS_DATA) == next_tuesday, "this Tuesday students are tested, the next one results are there"
    assert day(NEEDS_DATA, weekday=None) == THURSDAY
    assert day(TALKS) == next_tuesday, "no meeting while students sit the test, when there is another day"
    assert day(TALKS, weekday=None, last=THURSDAY) == MONDAY + timedelta(days=4)
    assert day(stage("team_agreed", weeks=0)) is None
    tomorrow = suggest_day(TALKS, DAYS, [], weekday=None, last_days=(), today=TUESDAY)
    assert tomorrow == TUESDAY, "never in the past"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_S4_20_terms_windows_and_initiatives_are_lines_on_the_map(cast: Cast) -> None:
    cycle = started(cast, weeks_ago=-1)
    year = school_year_of(cast.lincoln, cycle.starts_on)
    assert year is not None
    monday = monday_of(cycle.starts_on) + timedelta(weeks=1)
    ends = monday + timedelta(days=11)
    add_term(by=None, year=year, kind=TermKind.TERM, name="Fall term", starts_on=year.starts_on, ends_on=ends)
    for kind, name, place in (
        (MarkKind.ASSESSMENT, "State math test", cast.district),
        (MarkKind.INITIATIVE, "Reading across subjects", cast.lincoln),
        (MarkKind.ASSESSMENT, "Not ours", cast.washington),
    ):
        add_calendar_mark(
            by=None,
            organization=place,
            kind=kind,
            name=name,
            starts_on=monday,
            ends_on=monday + timedelta(days=1),
            results_on=monday + timedelta(days=7),
        )
    storm = monday + timedelta(days=2)
    add_holiday(by=None, organization=cast.lincoln, name="Storm", starts_on=storm, ends_on=storm)
    laid = road_map_of(cycle)
    lines: dict[int, list[str]] = {}
    for line in (line for week in laid.weeks for line in week.lines):
        lines.setdefault((line.on - monday).days, []).append(line.text)
    assert lines[0] == [
        "Assessment window opens: State math test",
        "Initiative begins: Reading across subjects",
    ]
    assert lines[1] == [
        "Assessment window closes: State math test",
        "Initiative ends: Reading across subjects",
    ]
    assert lines[7] == ["Results can be read: State math test"]
    assert lines[11] == ["Fall term ends"]
    assert len(lines) == 4
    for gap in laid.gaps:
        assert gap.gap == Gap.NO_MEETING
        assert gap.wanted_on is not None
        assert gap.stage.starts_on <= gap.wanted_on <= gap.stage.ends_on
        assert gap.wanted_on not in {monday, monday + timedelta(days=1), storm, ends}


def test_S4_29_a_data_step_is_asked_to_meet_when_the_results_are_there(cast: Cast) -> None:
    cycle = started(cast, weeks_ago=-1)
    second = cycle.stages.get(position=2)
    schedule_series(
        by=cast.ana,
        community=cast.grade_4,
        title="Weekly",
        slot=Slot(cycle.starts_on, time(13, 30)),
        rhythm=Rhythm.WEEKLY,
        last_on=cycle.ends_on,
    )
    assert road_map_of(cycle).gaps == []
    add_calendar_mark(
        by=None,
        organization=cast.district,
        kind=MarkKind.ASSESSMENT,
        name="Fall test",
        starts_on=second.starts_on,
        ends_on=second.starts_on,
        results_on=second.ends_on,
    )
    (gap,) = road_map_of(cycle).gaps
    assert (gap.stage.position, gap.gap, gap.wanted_on) == (2, Gap.BEFORE_RESULTS, second.ends_on)
    assert gap.results_of == "Fall test"
    schedule_meeting(
        by=cast.ana, community=cast.grade_4, title="Results", slot=Slot(second.ends_on, time(13, 30))
    )
    assert road_map_of(cycle).gaps == []


def test_S4_20_what_ends_stands_after_the_meetings_of_its_day(cast: Cast) -> None:
    cycle = started(cast, weeks_ago=-1)
    on = cycle.starts_on
    schedule_meeting(by=cast.ana, community=cast.grade_4, title="First", slot=Slot(on, time(13, 30)))
    add_calendar_mark(
        by=None, organization=cast.lincoln, kind=MarkKind.INITIATIVE, name="Day", starts_on=on, ends_on=on
    )
    week = road_map_of(cycle).weeks[0]
    assert [line.text if line else "meeting" for _one, line in week.entries] == [
        "Initiative begins: Day",
        "meeting",
        "Initiative ends: Day",
    ]


def test_only_those_who_set_up_write_windows(cast: Cast) -> None:
    today = timezone.localdate()

    def plan(by: str, until: date = today, results: date | None = None) -> CalendarMark:
        return plan_calendar_mark(
            by=getattr(cast, by),
            organization=cast.lincoln,
            kind=MarkKind.ASSESSMENT,
            name="Winter test",
            starts_on=today,
            ends_on=until,
            results_on=results,
        )

    for name in ("ana", "pat", "eli"):
        with pytest.raises(Refused):
            plan(name)
    yesterday = today - timedelta(days=1)
    with pytest.raises(Invalid):
        plan("dee", until=yesterday)
    with pytest.raises(Invalid):
        plan("dee", results=yesterday)
    mark = plan("dee")
    with pytest.raises(Refused):
        drop_calendar_mark(by=cast.pat, organization=cast.lincoln, mark=mark.public_id)
    with pytest.raises(NotFound):
        drop_calendar_mark(by=cast.dee, organization=cast.district, mark=mark.public_id)
    drop_calendar_mark(by=cast.dee, organization=cast.lincoln, mark=mark.public_id)
    assert not CalendarMark.objects.exists()
