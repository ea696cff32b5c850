"""Calendar feeds: what stands behind a secret address, and that it can be closed."""

from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting
from trellis.evidence.roster.models import Student
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.people.places.operations import add_holiday
from trellis.practice.meetings.models import CalendarFeed, Meeting
from trellis.practice.meetings.operations.moving import cancel_meeting, move_meeting
from trellis.practice.meetings.operations.scheduling import Slot, Where, schedule_series
from trellis.practice.meetings.words import MeetingState, Rhythm


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def address_of(person: Person, community: Community | None = None) -> str:
    client = signed_in(person)
    form = {"community": community.public_id if community else ""}
    page = client.post(reverse("make-calendar-feed"), form).content.decode()
    return page.split('value="http://testserver', 1)[1].split('"', 1)[0]


def events(address: str) -> list[dict[str, object]]:
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    calendar = Calendar.from_ical(response.content)
    return [dict(event) for event in calendar.walk("VEVENT")]


def test_S0_32_a_calendar_reads_time_and_place_and_nothing_from_inside(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    Meeting.objects.filter(pk=meeting.pk).update(
        place="Room 12", link="https://call.example/1", purpose="Secret"
    )
    address = address_of(cast.ben)
    text = Client().get(address).content.decode()
    (event,) = events(address)
    assert event["UID"] == f"meeting-{meeting.public_id}@trellis"
    assert event["DTSTART"].dt.tzinfo.key == "America/Los_Angeles"  # type: ignore[attr-defined]
    assert "BEGIN:VTIMEZONE" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in text
    assert "X-PUBLISHED-TTL:PT4H" in text
    for hidden in ("call.example", "Secret", meeting.join_code, "Ana", "Ben"):
        assert hidden not in text


def test_a_change_keeps_the_uid_and_raises_the_sequence(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    address = address_of(cast.ben)
    (before,) = events(address)
    tag = Client().get(address)["ETag"]
    assert Client().get(address, headers={"if-none-match": tag}).status_code == 304
    slot = Slot(timezone.localdate() + timedelta(days=2), time(14), 60)
    later = timezone.now() + timedelta(minutes=5)
    move_meeting(by=cast.ana, meeting=meeting, slot=slot, where=Where(), now=later)
    (moved,) = events(address)
    assert (moved["UID"], moved["SEQUENCE"]) == (before["UID"], 1)
    assert moved["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt  # type: ignore[attr-defined]
    cancel_meeting(by=cast.ana, meeting=meeting, reason="Assembly")
    (cancelled,) = events(address)
    assert (cancelled["STATUS"], cancelled["SEQUENCE"]) == ("CANCELLED", 2)


def test_no_name_of_a_student_leaves_in_a_title(cast: Cast) -> None:
    Student.objects.create(school=cast.lincoln, given_name="Mateo", family_name="Ruiz")
    meeting = planned_meeting(cast)
    Meeting.objects.filter(pk=meeting.pk).update(title="Help for Mateo Ruiz")
    assert "Mateo" not in Client().get(address_of(cast.ben)).content.decode()


def test_an_address_ends_when_revoked_and_shows_only_what_its_owner_sees_today(cast: Cast) -> None:
    planned_meeting(cast)
    address = address_of(cast.ben)
    assert len(events(address)) == 1
    Membership.objects.filter(person=cast.ben).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert events(address) == []
    feed = CalendarFeed.objects.get()
    assert feed.token_digest not in address
    stranger = signed_in(cast.cleo).post(reverse("revoke-calendar-feed", args=[feed.public_id]))
    assert stranger.status_code == 404
    assert signed_in(cast.ben).post(reverse("revoke-calendar-feed", args=[feed.public_id])).status_code == 303
    assert Client().get(address).status_code == 404
    assert Client().get(reverse("calendar-feed", args=["nothing-here"])).status_code == 404


def test_nobody_makes_a_feed_of_a_community_they_are_not_in(cast: Cast) -> None:
    form = {"community": cast.grade_4.public_id}
    assert signed_in(cast.pat).post(reverse("make-calendar-feed"), form).status_code == 404


def test_a_new_day_without_school_cancels_the_meeting_of_a_series(cast: Cast) -> None:
    first = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    series = schedule_series(
        by=cast.ana,
        community=cast.grade_4,
        title="Weekly",
        slot=Slot(first, time(13, 30)),
        rhythm=Rhythm.WEEKLY,
        last_on=first + timedelta(weeks=2),
    )
    free: date = first + timedelta(weeks=1)
    add_holiday(by=cast.dee, organization=cast.district, name="Snow", starts_on=free, ends_on=free)
    states = list(series.meetings.order_by("starts_at").values_list("state", flat=True))
    assert states == [MeetingState.PLANNED, MeetingState.CANCELLED, MeetingState.PLANNED]
