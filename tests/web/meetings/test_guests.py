"""The guests' page of a meeting, the link of an invitation, and what a guest finds elsewhere: nothing."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, _person, make_cast
from tests.evidence.measures.classroom import make_classroom
from tests.house.matrix.world import signed_in
from tests.practice.meetings.test_guests import is_closed, link_in, voting
from tests.practice.meetings.world import planned_meeting
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.practice.meetings.models import Attendance, Meeting, MeetingInvitation, RunLine
from trellis.practice.meetings.operations import leading, recording, running


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def seat_of(meeting: Meeting, name: str = "Rosa") -> Client:
    client = Client()
    client.post(reverse("join-as-guest", args=[meeting.join_code]), {"name": name})
    return client


def test_S2_55_a_colleague_is_invited_sees_this_meeting_alone_and_is_sent_away(cast: Cast) -> None:
    meeting, other, past = (planned_meeting(cast) for _one in range(3))
    running.start_meeting(by=cast.ana, meeting=past)
    recording.finish_meeting(by=cast.ana, meeting=past, skip=True)
    student = make_classroom(cast).ours[0]
    ana, cleo = signed_in(cast.ana), signed_in(cast.cleo)
    url = reverse("guests", args=[meeting.public_id])
    assert cleo.get(url).status_code == 404
    assert b"Nobody yet" in ana.get(url).content
    response = ana.post(reverse("invite-guest", args=[meeting.public_id]), {"person": cast.cleo.public_id})
    assert response.status_code == 422, "the language of a mail is asked for"
    data = {"person": cast.cleo.public_id, "language": "en"}
    assert ana.post(reverse("invite-guest", args=[meeting.public_id]), data).status_code == 303
    assert cleo.get(reverse("open-meeting", args=[meeting.public_id])).status_code == 200
    # who is a guest, they may read; asking in and sending away is the team's
    assert cleo.get(url).status_code == 200
    row = MeetingInvitation.objects.get()
    away = reverse("send-away", args=[meeting.public_id, row.public_id])
    assert cleo.post(away).status_code == 403
    for name, words in (
        ("open-meeting", [other.public_id]),
        ("record", [past.public_id]),
        ("meetings", [cast.grade_4.public_id]),
        ("student-card", [student.public_id]),
    ):
        page = cleo.get(reverse(name, args=words))
        assert page.status_code == (200 if name == "meetings" else 404), name
        for hidden in (other, past):
            assert hidden.public_id.encode() not in page.content, name
        assert student.family_name.encode() not in page.content, name
    assert ana.post(away).status_code == 303
    for name in ("open-meeting", "guests", "phone", "meeting-now"):
        assert cleo.get(reverse(name, args=[meeting.public_id])).status_code == 404, name


def test_S1_29_who_knows_about_something_is_found_invited_and_reads_this_meeting_only(cast: Cast) -> None:
    far = _person("Keiko", "Tanaka", Role.COACH, cast.washington, timezone.localdate())
    Person.objects.filter(pk=far.pk).update(good_at="Number talks, fractions")
    Person.objects.filter(pk=cast.ben.pk).update(good_at="Fractions")
    Person.objects.filter(pk=cast.eli.pk).update(good_at="Fractions at the kitchen table")
    meeting, other, past = (planned_meeting(cast) for _one in range(3))
    running.start_meeting(by=cast.ana, meeting=past)
    recording.finish_meeting(by=cast.ana, meeting=past, skip=True)
    ana, keiko = signed_in(cast.ana), signed_in(far)
    url = reverse("guests", args=[meeting.public_id])
    found = ana.get(url, {"about": "fractions talks"}).content.decode()
    assert "Good at: Number talks, fractions." in found
    assert cast.washington.name in found
    for known in ("Fractions at the kitchen table", "Good at: Fractions."):
        assert known not in ana.get(url, {"about": "fractions"}).content.decode(), "a parent, a member"
    assert "Nobody in the district" in ana.get(url, {"about": "origami"}).content.decode()
    invite = {"person": far.public_id, "about": "fractions", "language": "en"}
    post = reverse("invite-guest", args=[meeting.public_id])
    assert ana.post(post, invite | {"about": "origami"}).status_code == 422, "found, not typed"
    assert ana.post(post, invite).status_code == 303
    assert keiko.get(reverse("open-meeting", args=[meeting.public_id])).status_code == 200
    for name, place in (("open-meeting", other), ("record", past), ("guests", other)):
        assert keiko.get(reverse(name, args=[place.public_id])).status_code == 404, name
    assert keiko.post(post, invite).status_code in {403, 422}
    assert "Number talks" not in ana.get(url, {"about": "fractions"}).content.decode(), "invited already"


def test_a_link_by_mail_opens_a_seat_while_the_meeting_runs(
    cast: Cast, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    meeting = planned_meeting(cast)
    ana, rosa = signed_in(cast.ana), Client()
    invite = reverse("invite-guest", args=[meeting.public_id])
    assert ana.post(invite, {"language": "en"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        data = {"address": "rosa@garden.example", "name": "Rosa", "language": "en"}
        assert ana.post(invite, data).status_code == 303
    link = "/" + link_in(mail.outbox[-1]).split("/", 3)[3]
    assert b"has not begun yet" in rosa.get(link).content
    assert rosa.post(link).status_code == 409
    running.start_meeting(by=cast.ana, meeting=meeting)
    assert rosa.post(link)["Location"] == reverse("guest-seat", args=[meeting.join_code])
    assert b"Rosa, guest" in rosa.get(reverse("guest-seat", args=[meeting.join_code])).content
    assert b"rosa@garden.example" in ana.get(reverse("guests", args=[meeting.public_id])).content
    row = MeetingInvitation.objects.get()
    ana.post(reverse("send-away", args=[meeting.public_id, row.public_id]))
    assert rosa.get(reverse("guest-seat", args=[meeting.join_code])).status_code == 404
    assert rosa.get(link).status_code == 404


def test_a_guest_takes_part_on_their_own_screen_where_it_says_so(cast: Cast) -> None:
    run = voting(cast)
    meeting = run.meeting
    rosa, url = seat_of(meeting), reverse("guest-seat", args=[meeting.join_code])
    act = reverse("guest-act", args=[meeting.join_code])
    assert b"you follow along" in rosa.get(url).content
    assert rosa.post(act, {"act": "vote", "position": 3, "fingers": 4}).status_code == 403
    lead = reverse("lead-run", args=[run.public_id])
    signed_in(cast.ana).post(lead, {"act": "guests-in"})
    assert b"Guests write and vote here like everybody else" in rosa.get(url).content
    assert (
        b"Guests write and vote in this protocol"
        in signed_in(cast.ben).get(reverse("open-run", args=[run.public_id])).content
    )
    piece = rosa.post(act, {"act": "vote", "position": 3, "fingers": 4}, headers={"hx-request": "true"})
    assert b'aria-pressed="true"' in piece.content
    for person in (cast.ana, cast.ben):
        signed_in(person).post(reverse("cast-vote", args=[run.public_id]), {"position": 3, "fingers": 5})
    assert is_closed(run)
    leading.next_step(by=cast.ana, run=run, position=3)
    assert rosa.post(act, {"act": "write", "position": 4, "text": "Saturdays"}).status_code == 303
    line = RunLine.objects.get()
    assert rosa.post(act, {"act": "take-back", "line": line.public_id}).status_code == 303
    assert not RunLine.objects.exists()
    assert rosa.post(act, {"act": "shout"}).status_code == 422
    assert Client().post(act, {"act": "vote", "position": 3, "fingers": 0}).status_code == 404
    assert rosa.post(reverse("leave-seat", args=[meeting.join_code])).status_code == 303
    assert Attendance.objects.get(guest_name="Rosa").left_at is not None


def test_a_guest_who_reads_spanish_is_asked_in_spanish(cast: Cast) -> None:
    run = voting(cast)
    rosa = seat_of(run.meeting)
    page = rosa.get(
        reverse("guest-seat", args=[run.meeting.join_code]), headers={"accept-language": "es"}
    ).content.decode()
    assert "¿Hasta dónde puede acompañarlo?" in page
    assert "Aquí escribe y vota el equipo" in page
    assert "How far can you go along" not in page


def test_leaving_the_meeting_ends_being_here(cast: Cast) -> None:
    run = voting(cast)
    client = signed_in(cast.ben)
    room = reverse("open-meeting", args=[run.meeting.public_id])
    assert b"2 here" in client.get(room).content
    assert client.post(reverse("leave-meeting", args=[run.meeting.public_id])).status_code == 303
    page = client.get(room).content
    assert b"1 here" in page
    assert b"Leave the meeting" not in page
