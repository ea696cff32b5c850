"""The audit of a team's time over real meetings and the real calendar."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.cast import Cast, make_cast
from tests.practice.meetings.world import planned_meeting
from trellis.people.communities.models import Community
from trellis.people.places.models import BellPeriod, Holiday
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.operations.moving import cancel_meeting
from trellis.practice.meetings.operations.recording import finish_meeting
from trellis.practice.meetings.operations.running import start_meeting
from trellis.practice.meetings.queries.audit import audit_of
from trellis.practice.meetings.rules.audit import Weeks
from trellis.practice.meetings.rules.days import moment_of
from trellis.practice.meetings.words import Lost

MONDAY = date(2026, 9, 7)


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    Community.objects.update(starts_on=MONDAY)
    cast.grade_4.refresh_from_db()
    return cast


def noon(day: date) -> datetime:
    return moment_of(day, time(12), "America/Los_Angeles")


def held(cast: Cast, week: int, minutes: int, at: time = time(13, 30)) -> Meeting:
    meeting = planned_meeting(cast, on=MONDAY + timedelta(weeks=week), at=at)
    start_meeting(by=cast.ana, meeting=meeting, now=meeting.starts_at)
    end = meeting.starts_at + timedelta(minutes=minutes)
    finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=end)
    return meeting


def test_S4_39_the_audit_reconciles_with_meetings_and_calendar(cast: Cast) -> None:
    held(cast, 0, 45)
    held(cast, 1, 20, at=time(16))
    gone = planned_meeting(cast, on=MONDAY + timedelta(weeks=2))
    cancel_meeting(by=cast.ben, meeting=gone, reason="Assembly in the gym")
    planned_meeting(cast, on=MONDAY + timedelta(weeks=3))  # nobody begins it
    Holiday.objects.create(
        organization=cast.district,
        name="Break",
        starts_on=MONDAY + timedelta(weeks=5),
        ends_on=MONDAY + timedelta(weeks=5, days=4),
    )
    planned_meeting(cast, on=MONDAY + timedelta(weeks=9))  # is still to come
    now = noon(MONDAY + timedelta(weeks=6, days=2))
    audit = audit_of(cast.grade_4, since=noon(MONDAY - timedelta(weeks=20)), now=now)
    balance = audit.balance
    assert (balance.planned, balance.over, balance.used) == (180, 0, 65)
    assert (balance.cancelled, balance.not_begun, balance.short) == (45, 45, 25)
    assert balance.is_even
    assert [(loss.kind, loss.reason, loss.minutes) for loss in audit.losses] == [
        (Lost.CANCELLED, "Assembly in the gym", 45),
        (Lost.NOT_BEGUN, "", 45),
        (Lost.SHORT, "", 25),
    ]
    assert audit.weeks == Weeks(met=2, lost=2, unplanned=2, without_school=1)
    assert audit.in_school_day is None, "no bell schedule is written down"
    BellPeriod.objects.create(organization=cast.district, name="1", begins=time(8), ends=time(9))
    BellPeriod.objects.create(organization=cast.district, name="6", begins=time(14), ends=time(15))
    again = audit_of(cast.grade_4, since=noon(MONDAY), now=now)
    assert (again.in_school_day, again.held) == (1, 2)


def test_a_team_without_meetings_has_an_audit_of_nothing(cast: Cast) -> None:
    audit = audit_of(cast.grade_4, since=noon(MONDAY), now=noon(MONDAY + timedelta(days=8)))
    assert audit.balance.is_even
    assert (audit.balance.planned, audit.losses) == (0, [])
    assert audit.weeks == Weeks(met=0, lost=0, unplanned=2, without_school=0)
