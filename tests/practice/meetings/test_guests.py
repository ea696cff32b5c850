"""Guests of one meeting: asked in, sent away, let into a protocol; votes wait only for who is there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.cast import Cast
from tests.practice.meetings.world import planned_meeting
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.accounts.words import Language
from trellis.people.journal.models import JournalEntry
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import open_protocol
from trellis.practice.meetings.models import (
    Attendance,
    HoursCredit,
    Meeting,
    MeetingInvitation,
    ProtocolRun,
    RunLine,
)
from trellis.practice.meetings.operations import hosting, joining, leading, recording, running, writing
from trellis.practice.meetings.operations.agenda import NewItem, add_item
from trellis.practice.meetings.queries.hosting import guests_of, people_to_invite
from trellis.practice.meetings.queries.running import run_for_guest, view_of_run
from trellis.practice.meetings.queries.seeing import meetings_seen, reads_work
from trellis.practice.meetings.rules.presence import is_present
from trellis.practice.meetings.words import AWAY_MINUTES, MeetingFunction

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("joined", "seen", "left", "present"),
    [
        (-1, None, None, True),
        (-AWAY_MINUTES - 1, None, None, False),
        (-60, -AWAY_MINUTES + 1, None, True),
        (-60, -AWAY_MINUTES, None, False),
        (-1, -1, -0.5, False),
    ],
)
def test_who_is_present(joined: float, seen: float | None, left: float | None, present: bool) -> None:
    found = is_present(
        joined_at=at(joined),
        seen_at=None if seen is None else at(seen),
        left_at=None if left is None else at(left),
        now=NOON,
    )
    assert found is present


def voting(cast: Cast, *, with_item: bool = True, staff_only: bool = False) -> ProtocolRun:
    """A protocol of the Grade 4 team that stands at its vote; Ana and Ben came in."""
    load_content()
    meeting = planned_meeting(cast)
    item = add_item(by=cast.ana, meeting=meeting, new=NewItem("Decide", is_staff_only=staff_only))
    running.start_meeting(by=cast.ana, meeting=meeting)
    running.give_function(
        by=cast.ana, meeting=meeting, function=MeetingFunction.FACILITATOR, person=cast.ana.public_id
    )
    joining.join_meeting(by=cast.ben, meeting=meeting)
    run = leading.start_run(
        by=cast.ana,
        meeting=meeting,
        protocol=open_protocol(key="decide-together"),
        item=item if with_item else None,
        minutes=30,
    )
    for position in (1, 2):
        leading.next_step(by=cast.ana, run=run, position=position)
    run.refresh_from_db()
    return run


def is_closed(run: ProtocolRun) -> bool:
    return run.steps.get(position=3).closed_at is not None


def rosa_in(run: ProtocolRun, name: str = "Rosa") -> Attendance:
    return joining.join_as_guest(meeting=run.meeting, name=name).attendance


def test_a_vote_waits_for_everybody_who_is_there_and_for_nobody_else(cast: Cast) -> None:
    run = voting(cast)
    rosa_in(run)
    writing.cast_vote(by=cast.ana, run=run, position=3, fingers=4)
    assert not is_closed(run)
    writing.cast_vote(by=cast.ben, run=run, position=3, fingers=5)
    assert is_closed(run), "a guest who is not let in holds nothing up"


def test_who_leaves_holds_up_no_vote_and_their_hours_end(cast: Cast) -> None:
    run = voting(cast)
    writing.cast_vote(by=cast.ana, run=run, position=3, fingers=4)
    joining.leave_meeting(by=cast.ben, meeting=run.meeting)
    assert is_closed(run)
    with pytest.raises(NotFound):
        joining.leave_meeting(by=cast.cleo, meeting=run.meeting)
    later = timezone.now() + timedelta(minutes=40)
    leading.finish_run(by=cast.ana, run=run)
    recording.finish_meeting(by=cast.ana, meeting=run.meeting, skip=True, now=later)
    assert {row.person_id for row in HoursCredit.objects.filter(meeting=run.meeting)} == {cast.ana.pk}


def test_who_was_long_not_heard_of_holds_up_no_vote(cast: Cast) -> None:
    run = voting(cast)
    writing.cast_vote(by=cast.ana, run=run, position=3, fingers=4)
    soon = timezone.now() + timedelta(minutes=AWAY_MINUTES - 1)
    joining.note_presence(by=cast.ana, meeting=run.meeting.public_id, now=soon)
    assert not is_closed(run)
    late = soon + timedelta(minutes=2)
    joining.note_presence(by=cast.ana, meeting=run.meeting.public_id, now=late)
    assert is_closed(run), "Ana's screen was heard of, Ben's was not"


def test_who_left_and_comes_again_is_waited_for(cast: Cast) -> None:
    run = voting(cast)
    joining.leave_meeting(by=cast.ben, meeting=run.meeting)
    joining.note_presence(by=cast.ben, meeting=run.meeting.public_id)
    assert Attendance.objects.get(person=cast.ben).left_at is not None, "an open screen is no coming back"
    joining.join_meeting(by=cast.ben, meeting=run.meeting)
    writing.cast_vote(by=cast.ana, run=run, position=3, fingers=4)
    assert not is_closed(run)


def test_a_guest_by_name_writes_and_votes_only_where_who_leads_lets_them(cast: Cast) -> None:
    run = voting(cast)
    rosa = rosa_in(run)
    with pytest.raises(Refused):
        writing.cast_vote(by=rosa, run=run, position=3, fingers=3)
    with pytest.raises(Refused):
        hosting.let_guests_take_part(by=cast.ben, run=run, allow=True)
    hosting.let_guests_take_part(by=cast.ana, run=run, allow=True)
    run.refresh_from_db()
    for person in (cast.ana, cast.ben):
        writing.cast_vote(by=person, run=run, position=3, fingers=4)
    assert not is_closed(run), "now the vote waits for Rosa too"
    writing.cast_vote(by=rosa, run=run, position=3, fingers=2)
    assert is_closed(run)
    view = view_of_run(run, by=rosa)
    assert (view.leads, view.here and view.here.my_fingers) == (False, 2)
    leading.next_step(by=cast.ana, run=run, position=3)
    line = writing.write_line(by=rosa, run=run, position=4, text="Families would come on Saturdays")
    assert (line.author, line.guest) == (None, rosa)
    seen = view_of_run(run, by=cast.ben).here
    assert seen is not None
    assert [(one.text, one.is_mine) for one in seen.lines] == [(line.text, False)]
    hosting.let_guests_take_part(by=cast.ana, run=run, allow=False)
    run.refresh_from_db()
    with pytest.raises(Refused):
        writing.write_line(by=rosa, run=run, position=4, text="One more")
    assert RunLine.objects.filter(pk=line.pk).exists(), "what was written stays"


@pytest.mark.parametrize("closed", [{"with_item": False}, {"staff_only": True}])
def test_a_guest_is_let_into_no_part_of_the_team_alone(cast: Cast, closed: dict[str, bool]) -> None:
    run = voting(cast, **closed)
    rosa = rosa_in(run)
    assert run_for_guest(rosa, run.meeting) is None
    with pytest.raises(Conflict):
        hosting.let_guests_take_part(by=cast.ana, run=run, allow=True)
    ProtocolRun.objects.update(guests_take_part=True)
    with pytest.raises(NotFound):
        writing.cast_vote(by=rosa, run=run, position=3, fingers=3)


def test_a_guest_sent_away_neither_reads_nor_votes_and_holds_nothing_up(cast: Cast) -> None:
    run = voting(cast)
    rosa = rosa_in(run)
    hosting.let_guests_take_part(by=cast.ana, run=run, allow=True)
    for person in (cast.ana, cast.ben):
        writing.cast_vote(by=person, run=run, position=3, fingers=4)
    hosting.send_guest_away(by=cast.ana, meeting=run.meeting, attendance=rosa.public_id)
    assert is_closed(run)
    assert run_for_guest(rosa, run.meeting) is None
    with pytest.raises(NotFound):
        writing.write_line(by=rosa, run=run, position=3, text="Still here")
    assert guests_of(run.meeting) == []


def test_a_seat_in_one_meeting_is_none_in_another(cast: Cast) -> None:
    run = voting(cast)
    hosting.let_guests_take_part(by=cast.ana, run=run, allow=True)
    other = planned_meeting(cast)
    running.start_meeting(by=cast.ana, meeting=other)
    otto = joining.join_as_guest(meeting=other, name="Otto").attendance
    with pytest.raises(NotFound):
        writing.cast_vote(by=otto, run=run, position=3, fingers=0)


def test_every_line_is_somebodys(cast: Cast) -> None:
    run = voting(cast)
    step = run.steps.get(position=3)
    for who in ({}, {"author": cast.ana, "guest": rosa_in(run)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RunLine.objects.create(step=step, text="Whose?", written_at=timezone.now(), **who)


def test_an_invitation_opens_one_meeting_until_it_is_taken_back(cast: Cast) -> None:
    meeting, other = planned_meeting(cast), planned_meeting(cast)
    row = hosting.invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.cleo)
    assert hosting.invite_to_meeting(by=cast.ben, meeting=meeting, person=cast.cleo) == row
    assert cast.cleo not in people_to_invite(meeting)
    assert (reads_work(cast.cleo, meeting), reads_work(cast.cleo, other)) == (True, False)
    hosting.end_invitation(by=cast.ben, meeting=meeting, invitation=row.public_id)
    assert not reads_work(cast.cleo, meeting)
    assert meeting not in meetings_seen(by=cast.cleo)
    assert guests_of(meeting) == []
    with pytest.raises(NotFound):
        hosting.end_invitation(by=cast.ben, meeting=meeting, invitation=row.public_id)
    again = hosting.invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.cleo)
    assert again.pk == row.pk
    assert reads_work(cast.cleo, meeting)
    verbs = JournalEntry.objects.filter(object_id=meeting.public_id).values_list("verb", flat=True)
    assert {"meeting.invited", "meeting.invitation_ended"} <= set(verbs)


def test_members_invite_and_nobody_invites_a_member_or_themself(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    with pytest.raises(Conflict):
        hosting.invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.ben)
    for outside in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            hosting.invite_to_meeting(by=outside, meeting=meeting, person=outside)
    hosting.invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.cleo)
    with pytest.raises(Refused):
        hosting.invite_to_meeting(by=cast.cleo, meeting=meeting, person=cast.pat)


def link_in(letter: mail.EmailMessage) -> str:
    return next(word for word in str(letter.body).split() if "/come/" in word)


def test_an_address_without_account_gets_a_link_for_one_seat(
    cast: Cast, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    meeting: Meeting = planned_meeting(cast)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        row = hosting.invite_by_address(
            by=cast.ana,
            meeting=meeting,
            address=" Rosa@Garden.example ",
            name="Rosa",
            language=Language.SPANISH,
        )
    letter = mail.outbox[-1]
    assert letter.to == ["rosa@garden.example"]
    assert "invita" in letter.subject
    assert meeting.join_code in link_in(letter)
    with pytest.raises(Invalid):
        hosting.invite_by_address(by=cast.ana, meeting=meeting, address="rosa", name="Rosa")
    with pytest.raises(Invalid):
        hosting.invite_by_address(by=cast.ana, meeting=meeting, address="otto@x.example", name=" ")
    running.start_meeting(by=cast.ana, meeting=meeting)
    first = joining.join_as_guest(meeting=meeting, name=row.guest_name, invitation=row)
    second = joining.join_as_guest(meeting=meeting, name=row.guest_name, invitation=row)
    assert first.attendance.pk == second.attendance.pk, "one invitation, one seat"
    hosting.end_invitation(by=cast.ana, meeting=meeting, invitation=row.public_id)
    assert Attendance.objects.get(pk=first.attendance.pk).key_digest == ""
    with pytest.raises(NotFound):
        joining.join_as_guest(meeting=meeting, name="Rosa", invitation=row)
    assert MeetingInvitation.objects.get(pk=row.pk).key_digest == ""
