"""Meetings on the calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.practice.meetings.world import local, planned_meeting
from trellis.kit.errors import Invalid, NotFound, Refused
from trellis.people.notices.models import Notice
from trellis.people.places.models import Holiday
from trellis.practice.meetings.models import Meeting, MeetingInvitation
from trellis.practice.meetings.operations.scheduling import Slot, Where, schedule_meeting, schedule_series
from trellis.practice.meetings.queries.seeing import (
    meeting_work_seen,
    meetings_seen,
    open_meeting,
    open_meeting_work,
)
from trellis.practice.meetings.rules.days import moment_of, wished_days
from trellis.practice.meetings.words import Mode, Rhythm

ZONE = "America/Los_Angeles"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def first_monday(after: date) -> date:
    return after + timedelta(days=7 - after.weekday())


def test_S0_32_a_series_of_twenty_skips_days_without_school(cast: Cast) -> None:
    first = first_monday(timezone.localdate())
    free = first + timedelta(weeks=3)
    Holiday.objects.create(organization=cast.district, name="Break", starts_on=free, ends_on=free)
    series = schedule_series(
        by=cast.ana,
        community=cast.grade_4,
        title="Weekly meeting",
        slot=Slot(first, time(13, 30)),
        rhythm=Rhythm.WEEKLY,
        last_on=first + timedelta(weeks=20),
    )
    days = [local(meeting.starts_at).date() for meeting in series.meetings.order_by("starts_at")]
    assert len(days) == 20
    assert free not in days
    assert {local(meeting.starts_at).time() for meeting in series.meetings.all()} == {time(13, 30)}
    assert len(set(series.meetings.values_list("join_code", flat=True))) == 20


def test_half_past_one_stays_half_past_one_when_the_clock_changes() -> None:
    before, after = date(2026, 10, 30), date(2026, 11, 2)
    assert moment_of(before, time(13, 30), ZONE) == datetime(2026, 10, 30, 20, 30, tzinfo=UTC)
    assert moment_of(after, time(13, 30), ZONE) == datetime(2026, 11, 2, 21, 30, tzinfo=UTC)


def test_every_second_week_and_the_second_tuesday() -> None:
    first = date(2026, 9, 8)
    assert wished_days(Rhythm.FORTNIGHTLY, first, date(2026, 10, 10)) == [
        date(2026, 9, 8),
        date(2026, 9, 22),
        date(2026, 10, 6),
    ]
    assert wished_days(Rhythm.MONTHLY, first, date(2026, 12, 31)) == [
        date(2026, 9, 8),
        date(2026, 10, 13),
        date(2026, 11, 10),
        date(2026, 12, 8),
    ]


def test_members_are_told_and_only_members_schedule(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    told = Notice.objects.filter(kind="meeting.scheduled")
    assert [notice.person for notice in told] == [cast.ben]
    assert told.get().path == f"/meetings/{meeting.public_id}/"
    for stranger in (cast.cleo, cast.dee, cast.eli, cast.pat):
        with pytest.raises(Refused):
            schedule_meeting(
                by=stranger,
                community=cast.grade_4,
                title="Mine",
                slot=Slot(timezone.localdate(), time(9)),
            )


def test_a_virtual_meeting_needs_its_link(cast: Cast) -> None:
    slot = Slot(timezone.localdate(), time(9))
    with pytest.raises(Invalid) as caught:
        schedule_meeting(
            by=cast.ana, community=cast.grade_4, title="Call", slot=slot, where=Where(Mode.VIRTUAL)
        )
    assert set(caught.value.fields) == {"link"}


def test_S0_34_leaders_know_of_the_meeting_and_read_nothing_in_it(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    assert open_meeting(by=cast.pat, pk=meeting.public_id) == meeting
    with pytest.raises(NotFound):
        open_meeting_work(by=cast.pat, pk=meeting.public_id)
    for outsider in (cast.cleo, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            open_meeting(by=outsider, pk=meeting.public_id)


def test_an_invitation_opens_one_meeting(cast: Cast) -> None:
    meeting, other = planned_meeting(cast), planned_meeting(cast, at=time(15))
    MeetingInvitation.objects.create(
        meeting=meeting, person=cast.cleo, invited_by=cast.ana, invited_at=timezone.now()
    )
    assert open_meeting_work(by=cast.cleo, pk=meeting.public_id) == meeting
    assert list(meetings_seen(by=cast.cleo)) == [meeting]
    assert list(meeting_work_seen(by=cast.cleo)) == [meeting]
    with pytest.raises(NotFound):
        open_meeting(by=cast.cleo, pk=other.public_id)


def test_lists_show_what_opening_shows(cast: Cast) -> None:
    planned_meeting(cast)
    for person in (cast.ana, cast.ben, cast.cleo, cast.dee, cast.eli, cast.pat):
        listed = set(meetings_seen(by=person))
        for meeting in Meeting.objects.all():
            try:
                open_meeting(by=person, pk=meeting.public_id)
                opened = True
            except NotFound:
                opened = False
            assert (meeting in listed) == opened, person
