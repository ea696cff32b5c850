"""When a team can meet, from roster, bells, calendars, zones and the other meetings of its members."""

from datetime import date, time, timedelta

import pytest

from tests.cast import Cast, _person, _place, make_cast
from trellis.evidence.roster.models import SchoolClass, Teaching
from trellis.people.access.words import Role
from trellis.people.communities.models import Community, Membership
from trellis.people.places.models import BellPeriod, Holiday
from trellis.people.places.words import OrganizationKind
from trellis.practice.meetings.operations.scheduling import Slot, schedule_meeting
from trellis.practice.meetings.queries.common_time import TimeOffer, common_time_of
from trellis.practice.meetings.rules.common_time import DAY_BEGINS

#: A Thursday in autumn, no change of clocks near.
TODAY = date(2026, 9, 10)


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    Membership.objects.update(starts_on=TODAY - timedelta(days=99))
    for person in (cast.ana, cast.ben, cast.cleo):
        person.roles.update(starts_on=TODAY - timedelta(days=99))
    return cast


def teaches(cast: Cast, name: str, periods: str) -> None:
    lesson = SchoolClass.objects.create(school=cast.lincoln, title="Math", periods=periods)
    Teaching.objects.create(school_class=lesson, person=getattr(cast, name))


def bells(cast: Cast) -> None:
    """Six hours from eight, but the last one only on three days."""
    for number in range(1, 7):
        BellPeriod.objects.create(
            organization=cast.district,
            name=f"P{number}",
            begins=time(7 + number),
            ends=time(7 + number, 55),
            weekdays=[0, 1, 2] if number == 6 else [],
        )


def at(found: list[TimeOffer], weekday: int) -> list[time]:
    return sorted(one.offer.at for one in found if one.offer.weekday == weekday)


def test_S0_32_lessons_of_the_roster_are_busy_by_the_bell_schedule(cast: Cast) -> None:
    bells(cast)
    teaches(cast, "ana", "P1, P2;P3")
    teaches(cast, "ben", "p4,P5,P6")
    found = common_time_of(cast.grade_4, 55, today=TODAY)
    assert found.without_lessons == 0
    everyone = [one for one in found.offers if not one.busy]
    assert {one.offer.weekday for one in everyone} == set(range(5))
    for one in everyone:
        last_bell = time(14) if one.offer.weekday in (0, 1, 2) else time(13)
        assert one.offer.at >= last_bell.replace(minute=0) or one.offer.at == DAY_BEGINS


def test_S0_32_another_teams_meeting_is_busy_and_nothing_else(cast: Cast) -> None:
    Membership.objects.create(community=cast.grade_5, person=cast.ben, starts_on=TODAY)
    free = common_time_of(cast.grade_4, 60, today=TODAY).offers[0]
    assert not free.busy
    day = TODAY + timedelta(days=5)
    schedule_meeting(
        by=cast.cleo, community=cast.grade_5, title="About layoffs", slot=Slot(day, time(12), 60)
    )
    noon = [one for one in common_time_of(cast.grade_4, 60, today=TODAY).offers if not one.busy]
    assert time(12) not in at(noon, day.weekday())
    assert time(12) in at(noon, (day.weekday() + 1) % 5)


def test_S2_48_members_of_schools_in_three_zones_meet_in_everybodys_day(cast: Cast) -> None:
    network = Community.objects.create(
        organization=cast.lincoln, name="Fractions network", starts_on=TODAY, accepted_at="2026-09-01T00:00Z"
    )
    people = [cast.ana]
    for name, zone in (("Chi", "America/Chicago"), ("Nyx", "America/New_York")):
        school = _place(OrganizationKind.SCHOOL, name)
        school.time_zone = zone
        school.save()
        people.append(_person(name, "Far", Role.TEACHER, school, TODAY))
        if name == "Nyx":
            Holiday.objects.create(
                organization=school,
                name="Fair",
                starts_on=TODAY + timedelta(days=4),
                ends_on=TODAY + timedelta(days=4),
            )
    for person in people:
        Membership.objects.create(community=network, person=person, starts_on=TODAY)
    found = common_time_of(network, 45, today=TODAY)
    assert found.zones == {"America/Los_Angeles": 1, "America/Chicago": 1, "America/New_York": 1}
    everyone = [one for one in found.offers if not one.busy]
    assert everyone
    for one in everyone:
        assert time(7) <= one.offer.at <= time(14, 15)
        assert one.offer.weekday != 0, "the school in New York has a day off on one of the Mondays"
    assert found.offers[0].offer.at == time(10), "nearest to everybody's noon"
    monday = (
        next(one for one in found.offers if one.offer.weekday == 0) if at(list(found.offers), 0) else None
    )
    assert monday is None or [(person.given_name, n) for person, n in monday.busy] == [("Nyx", 1)]


def test_days_without_school_at_the_teams_own_place_are_not_looked_at(cast: Cast) -> None:
    Holiday.objects.create(
        organization=cast.lincoln, name="Autumn", starts_on=TODAY, ends_on=TODAY + timedelta(weeks=5)
    )
    assert common_time_of(cast.grade_4, 45, today=TODAY).offers == []
