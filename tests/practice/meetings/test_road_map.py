"""The road map of a cycle over the school's real calendar: laid, changed, laid anew, filled into agendas."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone, translation

from tests.cast import Cast, make_cast
from tests.practice.world import first_evidence
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.places.operations import add_holiday
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.doing import pass_stage
from trellis.practice.cycles.operations.launching import Start, launch_cycle
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import open_cycle_template
from trellis.practice.meetings.models import MeetingSeries, RoadMapChange
from trellis.practice.meetings.operations.filling import fill_agenda
from trellis.practice.meetings.operations.moving import cancel_meeting
from trellis.practice.meetings.operations.road_map import move_work, plan_work, reset_work
from trellis.practice.meetings.operations.scheduling import Slot, schedule_meeting, schedule_series
from trellis.practice.meetings.queries.road_map import MapLine, map_lines_of, road_map_of
from trellis.practice.meetings.rules.days import monday_of
from trellis.practice.meetings.words import Gap, ItemPart, Rhythm


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """Five steps in eight weeks, from a Monday."""
    load_content()
    monday = monday_of(timezone.localdate()) + timedelta(weeks=1)
    start = Start("Comparing fractions", "See a fraction as a size.", first_evidence(), monday)
    return launch_cycle(
        by=cast.ana, community=cast.grade_4, template=open_cycle_template(key="LCM-5"), start=start
    )


def weekly(cast: Cast, cycle: Cycle) -> MeetingSeries:
    """Every Tuesday of the cycle."""
    first = cycle.starts_on + timedelta(days=1)
    return schedule_series(
        by=cast.ana,
        community=cast.grade_4,
        title="Weekly meeting",
        slot=Slot(first, time(13, 30)),
        rhythm=Rhythm.WEEKLY,
        last_on=cycle.ends_on,
    )


def lines_of(cycle: Cycle) -> list[tuple[date, MapLine]]:
    return [
        (one.on, line) for week in road_map_of(cycle).weeks for one in week.meetings for line in one.lines
    ]


def where(cycle: Cycle, stage: int, number: int) -> date:
    return next(on for on, line in lines_of(cycle) if (line.work.stage, line.work.number) == (stage, number))


def test_S4_20_S4_29_an_eight_week_map_covers_all_steps_with_a_card_for_each_meeting(
    cast: Cast, cycle: Cycle
) -> None:
    weekly(cast, cycle)
    laid = road_map_of(cycle)
    assert len([week for week in laid.weeks if week.number]) == 8
    meetings = [one for week in laid.weeks for one in week.meetings]
    assert len(meetings) == 8
    assert laid.gaps == []
    for one in meetings:
        for line in one.lines:
            assert line.purpose
            assert line.product
            assert line.protocol is not None
            assert line.protocol.steps.exclude(card={}).exists(), "a card to lead by"
    assert {line.stage.position for one in meetings for line in one.lines} == {1, 2, 3, 4, 5}


def test_the_map_speaks_the_language_of_its_reader(cast: Cast, cycle: Cycle) -> None:
    weekly(cast, cycle)
    with translation.override("es"):
        line = road_map_of(cycle).line(1, 1)
    assert line.purpose.startswith("¿Qué estudiantes")


def test_S4_34_the_map_follows_the_calendar_and_keeps_what_was_changed(cast: Cast, cycle: Cycle) -> None:
    series = weekly(cast, cycle)
    plan_work(
        by=cast.ben,
        cycle=cycle,
        stage=2,
        number=1,
        purpose="Read the slips",
        product="",
        protocol="five-whys",
    )
    before = where(cycle, 2, 1)
    monday = cycle.starts_on + timedelta(weeks=1)
    add_holiday(
        by=cast.dee,
        organization=cast.lincoln,
        name="Storm days",
        starts_on=monday,
        ends_on=monday + timedelta(days=4),
    )
    cycle.refresh_from_db()
    line = road_map_of(cycle).line(2, 1)
    assert where(cycle, 2, 1) == before + timedelta(weeks=1)
    assert (line.purpose, line.work.protocol) == ("Read the slips", "five-whys")
    assert line.is_changed
    storm = next(week for week in road_map_of(cycle).weeks if week.holiday)
    assert storm.holiday == "Storm days"
    assert storm.number is None
    assert series.meetings.filter(state="cancelled").count() == 1


def test_the_map_follows_a_cancelled_meeting_and_a_new_series(cast: Cast, cycle: Cycle) -> None:
    assert {one.gap for one in road_map_of(cycle).gaps} == {Gap.NO_MEETING}
    assert len(road_map_of(cycle).waiting) == 5
    series = weekly(cast, cycle)
    assert road_map_of(cycle).gaps == []
    first = series.meetings.order_by("starts_at")[0]
    cancel_meeting(by=cast.ana, meeting=first, reason="Assembly")
    assert where(cycle, 1, 1) > cycle.starts_on + timedelta(days=6)
    assert [one.gap for one in road_map_of(cycle).gaps] == [Gap.OTHER_WEEK]


def test_S4_20_work_moves_by_key_and_to_a_chosen_meeting_and_back(cast: Cast, cycle: Cycle) -> None:
    series = weekly(cast, cycle)
    meetings = list(series.meetings.order_by("starts_at"))
    days = [meeting.starts_at.date() for meeting in meetings]
    move_work(by=cast.ben, cycle=cycle, stage=1, number=1, to="down")
    assert [line.key for line in road_map_of(cycle).at(meetings[1])] == ["1-1", "2-1"]
    move_work(by=cast.ana, cycle=cycle, stage=1, number=1, to="down")
    assert [line.key for line in road_map_of(cycle).at(meetings[1])] == ["2-1", "1-1"]
    move_work(by=cast.ana, cycle=cycle, stage=1, number=1, to=meetings[4].public_id, before=(3, 1))
    assert where(cycle, 1, 1) == days[4]
    move_work(by=cast.ana, cycle=cycle, stage=1, number=1, to=meetings[0].public_id)
    change = RoadMapChange.objects.get(stage__position=1, number=1)
    assert change.meeting is None, "where it was proposed it is not pinned"
    with pytest.raises(Conflict):
        move_work(by=cast.ana, cycle=cycle, stage=1, number=1, to="up")
    with pytest.raises(NotFound):
        move_work(by=cast.ana, cycle=cycle, stage=1, number=1, to="nowhere")


def test_reset_takes_the_proposal_again(cast: Cast, cycle: Cycle) -> None:
    weekly(cast, cycle)
    proposed = road_map_of(cycle).line(1, 1)

    def plan(protocol: str) -> None:
        plan_work(
            by=cast.ana,
            cycle=cycle,
            stage=1,
            number=1,
            purpose="Listen to Eli",
            product=proposed.product,
            protocol=protocol,
        )

    plan("five-whys")
    change = RoadMapChange.objects.get()
    assert (change.purpose, change.product, change.protocol) == ("Listen to Eli", "", "five-whys")
    with pytest.raises(Invalid):
        plan("none-such")
    reset_work(by=cast.ben, cycle=cycle, stage=1, number=1)
    assert road_map_of(cycle).line(1, 1) == proposed
    with pytest.raises(NotFound):
        reset_work(by=cast.ben, cycle=cycle, stage=9, number=1)


def test_a_cycle_that_takes_longer_than_its_road_has_meetings_for_what_is_open(
    cast: Cast, cycle: Cycle
) -> None:
    series = weekly(cast, cycle)
    later = schedule_meeting(
        by=cast.ana,
        community=cast.grade_4,
        title="One more",
        slot=Slot(cycle.ends_on + timedelta(days=4), time(9)),
    )
    assert road_map_of(cycle).at(later) == [], "while the road has meetings ahead it ends with them"
    last = series.meetings.order_by("starts_at")[7]
    laid = road_map_of(cycle, now=last.ends_at + timedelta(hours=1))
    assert [line.key for line in laid.at(later)] == ["1-0", "2-0", "3-0", "4-0", "5-0"]
    assert laid.gaps == []
    assert laid.weeks[-1].monday > cycle.ends_on


def test_S4_29_only_members_plan_and_read(cast: Cast, cycle: Cycle) -> None:
    series = weekly(cast, cycle)
    meeting = series.meetings.order_by("starts_at")[0]
    for person in (cast.pat, cast.cleo):
        with pytest.raises(NotFound):
            move_work(by=person, cycle=cycle, stage=1, number=1, to="down")
        assert map_lines_of(meeting, by=person) == []
    assert [line.key for line in map_lines_of(meeting, by=cast.ben)] == ["1-1"]


def test_S4_29_the_agenda_takes_purpose_product_and_protocol_from_the_map(cast: Cast, cycle: Cycle) -> None:
    series = weekly(cast, cycle)
    meeting = series.meetings.order_by("starts_at")[0]
    plan_work(
        by=cast.ana,
        cycle=cycle,
        stage=1,
        number=1,
        purpose="Say our problem so that a visitor sees it",
        product="One sentence",
        protocol="peeling-the-onion",
    )
    items = fill_agenda(by=cast.ben, meeting=meeting)
    meeting.refresh_from_db()
    assert (meeting.purpose, meeting.product) == ("Say our problem so that a visitor sees it", "One sentence")
    main = next(item for item in items if item.part == ItemPart.MAIN)
    assert (main.note, main.protocol) == (meeting.purpose, "peeling-the-onion")


def test_the_agenda_leaves_out_work_of_a_step_that_is_passed(cast: Cast, cycle: Cycle) -> None:
    series = weekly(cast, cycle)
    first, second = series.meetings.order_by("starts_at")[:2]
    move_work(by=cast.ana, cycle=cycle, stage=1, number=1, to=second.public_id, before=(2, 1))
    pass_stage(
        by=cast.ana,
        cycle=cycle,
        position=1,
        reason="We have said it well enough last year.",
        now=timezone.now(),
    )
    items = fill_agenda(by=cast.ben, meeting=second)
    main = next(item for item in items if item.part == ItemPart.MAIN)
    assert main.protocol == "data-driven-dialogue"
    assert road_map_of(cycle).at(first) == []
