"""The demo is made by the product's own operations, at every stage, the same each time."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.core.management.base import CommandError

from tests.insight.releases.stored import stored_tables_hold
from trellis.cli.demo import is_empty, make_demo, stage_of
from trellis.cli.demo.cast import CAST, EVERYONE, TEAMS
from trellis.cli.demo.places import BELLS, holidays_between
from trellis.cli.demo.roster import PERIODS_OF_GROUPS, PLANNING, homeroom_periods, periods_of_group
from trellis.cli.demo.stages import DEMO_STAGES, Stage
from trellis.cli.demo.world import World
from trellis.cli.links import sign_in_links
from trellis.evidence.roster.models import Student
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Membership
from trellis.people.communities.words import Function
from trellis.people.journal.operations import broken_link
from trellis.people.places.models import SchoolYear
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.queries.facts import work_of
from trellis.practice.cycles.queries.stories import public_stories
from trellis.practice.meetings.models import Meeting, MeetingRecord
from trellis.practice.meetings.queries.common_time import common_time_of
from trellis.practice.meetings.queries.covering import cover_of, free_colleagues
from trellis.practice.meetings.queries.seeing import next_meetings
from trellis.practice.meetings.rules.days import moment_of
from trellis.practice.meetings.words import MeetingState

TODAY = date(2026, 11, 24)


def its_people_and_a_school_year_around_today(world: World) -> None:
    year = SchoolYear.objects.get()
    assert year.starts_on <= world.today <= year.ends_on
    assert (world.today - year.starts_on) >= timedelta(weeks=world.stage.weeks_in)
    # the roster brings families and more teachers, and doubles nobody who was here
    emails = [member.email for member in EVERYONE]
    assert Person.objects.filter(contact_email__in=emails).count() == len(EVERYONE)
    assert Student.objects.count() == 864
    assert stage_of() is world.stage
    assert broken_link() is None
    assert {team.key for team in TEAMS} == set(world.teams)


def the_same_people_in_the_same_order_each_time(world: World) -> None:
    names = [person.email for person in EVERYONE]
    assert len(set(names)) == len(names)
    found = Person.objects.filter(contact_email__in=names).order_by("id")
    assert list(found.values_list("contact_email", flat=True)) == names
    assert [line.split(",")[0].strip() for line in sign_in_links("http://x")] == [
        f"{member.given} {member.family}" for member in CAST
    ]


def ana_facilitates_the_grade_4_team_with_four_colleagues(world: World) -> None:
    team = Membership.objects.filter(community=world.teams["grade_4"])
    assert team.get(function=Function.FACILITATOR).person == world.people["ana"]
    assert {m.person.given_name for m in team} == {"Ana", "Ben", "Keiko", "Jordan", "Priya"}
    assert world.teams["grade_4"].charters.count() == 1
    assert world.teams["grade_4"].norms.count() == 5


@pytest.mark.django_db
def test_an_empty_district_has_an_administrator_and_a_data_steward() -> None:
    make_demo(Stage.EMPTY, today=TODAY)
    assert {person.given_name for person in Person.objects.all()} == {"Rosa", "Sam"}
    assert len(sign_in_links("http://localhost:8000")) == 2


@pytest.mark.django_db
def test_a_database_that_holds_something_is_never_touched() -> None:
    assert is_empty()
    Person.objects.create(given_name="Somebody")
    with pytest.raises(CommandError, match="Nothing was changed"):
        make_demo(Stage.MIDYEAR, today=TODAY)
    assert Person.objects.count() == 1


def test_holidays_lie_wholly_inside_and_in_order() -> None:
    found = holidays_between(date(2026, 8, 24), date(2027, 6, 4))
    assert [name for name, _, _ in found] == [
        "Labor Day",
        "Thanksgiving",
        "Winter break",
        "Martin Luther King Jr. Day",
        "Presidents' Day",
        "Spring break",
    ]
    assert found[0][1] == date(2026, 9, 7)
    assert found[1][1:] == (date(2026, 11, 26), date(2026, 11, 27))
    assert all(first <= last for _, first, last in found)


def a_cycle_in_full_swing_with_an_honest_chart(world: World) -> None:
    assert stored_tables_hold() == 1
    cycle = Cycle.objects.get(community=world.teams["grade_4"])
    work = work_of(cycle)
    assert work.stage.position == 4
    assert len(work.points) == 12
    assert work.experiment is not None
    assert work.experiment.locked_at is not None
    assert {row.person_id for row in work.use_records} == {person.pk for person in work.members}
    assert Cycle.objects.filter(community=world.teams["grade_5"]).count() == 1


def a_decision_a_story_and_the_next_round(world: World) -> None:
    rounds = Cycle.objects.filter(community=world.teams["grade_4"]).order_by("iteration")
    assert [row.iteration for row in rounds] == [1, 2]
    assert public_stories(world.district).count() == 1


def S3_16_the_team_has_met_and_left_records_and_the_next_agenda_is_ready(world: World) -> None:
    team = world.teams["grade_4"]
    held = Meeting.objects.filter(community=team, state=MeetingState.HELD)
    assert held.count() > 3
    assert MeetingRecord.objects.filter(meeting__in=held).count() == held.count()
    lost = Meeting.objects.get(community=team, state=MeetingState.CANCELLED)
    assert lost.cancel_reason == "Assembly in the gym"
    ahead = next_meetings(
        by=world.people["ana"], now=moment_of(world.today, time(7), team.organization.time_zone)
    )
    nearest = ahead.first()
    assert nearest is not None
    assert nearest.published_at is not None
    assert sum(item.minutes for item in nearest.items.filter(state="planned")) == 45


def S4_39_it_is_known_who_teaches_while_the_team_meets_and_who_is_free(world: World) -> None:
    meeting = Meeting.objects.filter(
        community=world.teams["grade_4"], state=MeetingState.PLANNED, published_at__isnull=False
    ).latest("starts_at")
    assert [(line.member, line.lessons) for line in cover_of(meeting)] == [(world.people["ben"], ["5"])]
    free = free_colleagues(meeting, world.people["ben"])
    known = {one.person.full_name for one in free if one.is_known}
    assert known == {"Nora Lindqvist", "Paul Ekstrom", "Simone Achebe"}
    assert {one.person for one in free if not one.is_known} >= {world.people[key] for key in ("mei", "pat")}
    assert common_time_of(world.teams["grade_4"], 45, today=world.today).without_lessons == 1, "Priya alone"


def test_S4_39_every_class_of_the_demo_is_at_a_time_of_its_own() -> None:
    names = [name for place, name, *_ in BELLS if place == "district"]
    assert all(set(homeroom_periods("", grade).split(",")) < set(names) for grade in (*PLANNING, "KG"))
    assert set(homeroom_periods("ben", "04").split(",")) == set(names) - {"6"}
    assert set(PERIODS_OF_GROUPS) | {"B5"} == {name for place, name, *_ in BELLS if place == "rivera"}
    groups = [{periods_of_group(number, place) for place in range(6)} for number in range(9)]
    teachers = [{periods_of_group(number, place) for number in range(9)} for place in range(6)]
    assert {len(one) for one in groups} == {6}
    assert {len(one) for one in teachers} == {9}


#: What each stage shows. Making a district takes seconds, so each stage is made once.
SHOWN: dict[Stage, tuple[Callable[[World], None], ...]] = {
    Stage.PLANNING: (),
    Stage.MIDYEAR: (
        ana_facilitates_the_grade_4_team_with_four_colleagues,
        a_cycle_in_full_swing_with_an_honest_chart,
        S3_16_the_team_has_met_and_left_records_and_the_next_agenda_is_ready,
        S4_39_it_is_known_who_teaches_while_the_team_meets_and_who_is_free,
    ),
    Stage.REVIEW: (a_decision_a_story_and_the_next_round,),
}


@pytest.mark.django_db
@pytest.mark.parametrize("stage", DEMO_STAGES)
def test_every_stage_shows_what_it_is_for(stage: Stage, subtests: pytest.Subtests) -> None:
    world = make_demo(stage, today=TODAY)
    for check in (
        its_people_and_a_school_year_around_today,
        the_same_people_in_the_same_order_each_time,
        *SHOWN[stage],
    ):
        with subtests.test(check.__name__):
            check(world)
