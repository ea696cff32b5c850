"""Who gets in at the live door, and what closes a socket: that one only."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.test import override_settings

from tests.cast import Cast
from tests.kit.test_shared_text import PANIC, PANIC_CLIENT
from tests.live.line import Line, path_of, seat_of, session_of
from tests.live.pen import Pen
from tests.practice.meetings.world import planned_meeting
from trellis.kit.fanout import announce
from trellis.kit.shared_text import number, piece
from trellis.live import protocol
from trellis.live.protocol import EDIT
from trellis.people.accounts.models import Person
from trellis.people.accounts.operations import sign_out_everywhere
from trellis.people.communities.models import Membership
from trellis.people.communities.operations.members import end_membership
from trellis.practice.meetings.models import Attendance, Meeting, MeetingInvitation
from trellis.practice.meetings.operations.hosting import end_invitation, invite_to_meeting, send_guest_away
from trellis.practice.meetings.operations.notes import keep_agreed_notes, keep_edits
from trellis.practice.meetings.queries.notes import plain_notes_of
from trellis.practice.meetings.words import MeetingState, RecordState

Live = Callable[[Callable[[], Coroutine[Any, Any, None]]], None]


def edit(update: bytes) -> bytes:
    """An edit as a browser sends it."""
    return number(EDIT) + number(1) + piece(update)


@pytest.mark.parametrize("name", ["cleo", "dee", "eli", "pat"])
def test_S0_34_the_socket_is_closed_to_all_who_are_no_members(
    live: Live, cast: Cast, meeting: Meeting, name: str
) -> None:
    key = session_of(getattr(cast, name))

    async def test() -> None:
        async with Line(path_of(meeting), key) as line:
            line.send(line.pen.write("I was here"))
            assert await line.until_closed() == protocol.NOTHING_HERE
            assert line.pen.told == []
            assert line.pen.lines() == ["I was here"]
        # a meeting that is not there looks the same
        async with Line("/live/meetings/2222222222222/", key) as line:
            assert await line.until_closed() == protocol.NOTHING_HERE

    live(test)
    assert plain_notes_of(meeting) == ""


def test_without_a_session_nobody_gets_in(live: Live, cast: Cast, meeting: Meeting) -> None:
    async def test() -> None:
        for key in ("", "forged"):
            async with Line(path_of(meeting), key) as line:
                assert await line.until_closed() == protocol.NOT_SIGNED_IN

    live(test)


def test_another_site_cannot_use_the_cookie(live: Live, cast: Cast, meeting: Meeting) -> None:
    key = session_of(cast.ana)

    async def test() -> None:
        for origin in ("https://evil.example", "", "null", "http://testserver.evil.example"):
            async with Line(path_of(meeting), key, origin=origin) as line:
                assert await line.until_closed() == protocol.NOTHING_HERE
        with override_settings(CSRF_TRUSTED_ORIGINS=["https://learning.example"]):
            async with Line(path_of(meeting), key, origin="https://learning.example") as line:
                await line.until_open()
                assert line.code is None

    live(test)


def test_an_old_page_reloads(live: Live, cast: Cast, meeting: Meeting) -> None:
    key = session_of(cast.ana)

    async def test() -> None:
        async with Line(path_of(meeting), key, schema=0) as line:
            assert await line.until_closed() == protocol.OLD_PAGE

    live(test)


def _invite(meeting: Meeting, person: Person, by: Person) -> None:
    MeetingInvitation.objects.create(
        meeting=meeting, person=person, invited_by=by, invited_at=meeting.starts_at
    )


def test_who_only_reads_sees_all_and_changes_nothing(live: Live, cast: Cast, meeting: Meeting) -> None:
    _invite(meeting, cast.cleo, cast.ana)
    keys = session_of(cast.ana), session_of(cast.cleo)

    async def test() -> None:
        async with Line(path_of(meeting), keys[0]) as ana, Line(path_of(meeting), keys[1]) as cleo:
            await ana.until_open()
            await cleo.until_open()
            assert cleo.pen.told[0]["may_write"] is False
            ana.send(ana.pen.write("From Ana"))
            await cleo.until(lambda: cleo.pen.lines() == ["From Ana"])
            cleo.send(cleo.pen.write("From Cleo"))
            cleo.send([cleo.pen.presence(1, cursor={"anchor": 1})])
            ana.send(ana.pen.write("Again"))
            await ana.until_saved()
            await cleo.until(lambda: "Again" in cleo.pen.lines())
            assert "From Cleo" not in ana.pen.lines()
            assert ana.pen.cursors == {}
            assert cleo.pen.confirmed == []

    live(test)
    assert plain_notes_of(meeting) == "From Ana\nAgain"


def test_guest_members_hear_when_the_open_part_changes_and_get_no_word_of_the_notes(
    live: Live, cast: Cast, meeting: Meeting
) -> None:
    Membership.objects.create(
        community=cast.grade_4, person=cast.eli, function="family_representative", starts_on="2020-01-01"
    )
    Meeting.objects.filter(pk=meeting.pk).update(is_open_to_guests=True)
    keys = session_of(cast.ana), session_of(cast.eli)

    async def test() -> None:
        async with Line(path_of(meeting), keys[0]) as ana, Line(path_of(meeting), keys[1]) as eli:
            await ana.until_open()
            await eli.until_open()
            assert eli.pen.told[0]["reads"] is False
            ana.send(ana.pen.write("Among us"))
            await ana.until_saved()
            eli.send(eli.pen.opened())
            eli.send(eli.pen.write("From Eli"))
            await sync_to_async(_announce)(meeting, "agenda")
            await eli.until(lambda: {"part": "agenda"} in eli.pen.told)
            assert eli.pen.lines() == ["From Eli"]
            assert ana.pen.lines() == ["Among us"]

    live(test)


def test_a_page_without_the_notes_only_hears(live: Live, cast: Cast, meeting: Meeting) -> None:
    keys = session_of(cast.ana), session_of(cast.ben)

    async def test() -> None:
        async with (
            Line(path_of(meeting), keys[0]) as ana,
            Line(path_of(meeting), keys[1], query="hears=1") as screen,
        ):
            await ana.until_open()
            await screen.until_open()
            ana.send(ana.pen.write("Among us"))
            await ana.until_saved()
            screen.send(screen.pen.opened())
            screen.send(screen.pen.write("From the screen"))
            await sync_to_async(_announce)(meeting, "agenda")
            await screen.until(lambda: {"part": "agenda"} in screen.pen.told)
            assert screen.pen.lines() == ["From the screen"]
            assert ana.pen.lines() == ["Among us"]
            await sync_to_async(_leave)(cast)
            assert await screen.until_closed() == protocol.NO_LONGER_YOURS

    live(test)


def test_a_guest_by_name_hears_and_is_cut_off_when_sent_away(
    live: Live, cast: Cast, meeting: Meeting
) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.RUNNING)
    seat = seat_of(meeting)
    rosa = Attendance.objects.get(guest_name="Rosa")
    path = f"/j/{meeting.join_code}/live/"

    async def test() -> None:
        for nobody in ("", "forged:1:x", seat[:-1]):
            async with Line(path, guest=nobody, query="hears=1") as line:
                assert await line.until_closed() == protocol.NOTHING_HERE
        async with Line(path, guest=seat, query="hears=1", origin="https://evil.example") as line:
            assert await line.until_closed() == protocol.NOTHING_HERE
        async with Line(path_of(meeting), guest=seat, query="hears=1") as line:
            assert await line.until_closed() == protocol.NOT_SIGNED_IN
        async with Line(path, guest=seat, query="hears=1") as line:
            await line.until_open()
            assert line.pen.told[0]["reads"] is False
            await sync_to_async(_announce)(meeting, "agenda")
            await line.until(lambda: {"part": "agenda"} in line.pen.told)
            await sync_to_async(send_guest_away)(by=cast.ana, meeting=meeting, attendance=rosa.public_id)
            assert await line.until_closed() == protocol.NO_LONGER_YOURS

    live(test)


def test_S1_29_the_sockets_of_other_meetings_stay_closed_to_guests(
    live: Live, cast: Cast, meeting: Meeting
) -> None:
    """Invited by name, or with a seat by code: one meeting's socket opens, those beside it do not."""
    other = planned_meeting(cast)
    Meeting.objects.filter(pk__in=[meeting.pk, other.pk]).update(state=MeetingState.RUNNING)
    invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.cleo)
    key, seat = session_of(cast.cleo), seat_of(meeting)

    async def test() -> None:
        async with Line(path_of(meeting), key) as line:
            await line.until_open()
            assert line.pen.told[0]["reads"] is True
        async with Line(path_of(other), key) as line:
            assert await line.until_closed() == protocol.NOTHING_HERE
        async with Line(f"/j/{other.join_code}/live/", guest=seat, query="hears=1") as line:
            assert await line.until_closed() == protocol.NOTHING_HERE

    live(test)


def test_who_was_invited_is_cut_off_when_the_invitation_is_taken_back(
    live: Live, cast: Cast, meeting: Meeting
) -> None:
    row = invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.cleo)
    key = session_of(cast.cleo)

    async def test() -> None:
        async with Line(path_of(meeting), key) as line:
            await line.until_open()
            await sync_to_async(end_invitation)(by=cast.ana, meeting=meeting, invitation=row.public_id)
            assert await line.until_closed() == protocol.NO_LONGER_YOURS

    live(test)


def _announce(meeting: Meeting, part: str) -> None:
    announce(f"meeting:{meeting.public_id}", part)


def _leave(cast: Cast) -> None:
    membership = Membership.objects.get(person=cast.ben)
    end_membership(by=cast.ana, membership=membership)


def _sign_out(cast: Cast) -> None:
    sign_out_everywhere(by=cast.ben)


@pytest.mark.parametrize(
    ("act", "code"), [(_leave, protocol.NO_LONGER_YOURS), (_sign_out, protocol.NOT_SIGNED_IN)]
)
def test_who_loses_access_loses_the_open_socket_at_once(
    live: Live, cast: Cast, meeting: Meeting, act: Callable[[Cast], None], code: int
) -> None:
    keys = session_of(cast.ana), session_of(cast.ben)

    async def test() -> None:
        async with Line(path_of(meeting), keys[0]) as ana, Line(path_of(meeting), keys[1]) as ben:
            await ana.until_open()
            await ben.until_open()
            await sync_to_async(act)(cast)
            assert await ben.until_closed() == code
            ana.send(ana.pen.write("Still here"))
            await ana.until_saved()
            assert ana.code is None
        async with Line(path_of(meeting), keys[1]) as ben:
            assert await ben.until_closed() in (protocol.NOTHING_HERE, protocol.NOT_SIGNED_IN)

    if act is _sign_out:
        _note_session(cast.ben, keys[1])
    live(test)


def _note_session(person: Person, key: str) -> None:
    UserSession.objects.update_or_create(
        session_key=key, defaults={"user": person, "ip": "127.0.0.1", "user_agent": "test"}
    )


def test_agreeing_makes_open_notes_read_only(live: Live, cast: Cast, meeting: Meeting) -> None:
    key = session_of(cast.ana)

    def agree() -> None:
        Meeting.objects.filter(pk=meeting.pk).update(record_state=RecordState.AGREED)
        keep_agreed_notes(meeting=meeting)

    async def test() -> None:
        async with Line(path_of(meeting), key) as ana:
            await ana.until_open()
            ana.send(ana.pen.write("Before"))
            await ana.until_saved()
            await sync_to_async(agree)()
            await ana.until(lambda: {"may_write": False} in ana.pen.told)
            ana.send(ana.pen.write("After"))
            await sync_to_async(_announce)(meeting, "end")
            await ana.until(lambda: {"part": "end"} in ana.pen.told)
            assert "After" not in ana.pen.confirmed

    live(test)
    assert plain_notes_of(meeting) == "Before"


HOSTILE = {
    "a panic": edit(PANIC),
    "rubbish": b"\xff" * 64,
    "an unknown kind": b"\x09\x00",
    "a damaged edit": edit(b"\xff\xff\xff\xff\x0f" + b"\x00" * 16),
    "cut off": number(EDIT) + number(1) + b"\x7fabc",
    "presence that is none": number(protocol.PRESENCE)
    + piece(number(1) + number(1) + number(1) + piece(b"[")),
    "empty": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_closes_that_socket_only(
    live: Live, cast: Cast, meeting: Meeting, name: str
) -> None:
    keys = session_of(cast.ana), session_of(cast.ben)
    pen = Pen(PANIC_CLIENT)

    async def test() -> None:
        async with Line(path_of(meeting), keys[0], pen=pen) as ana, Line(path_of(meeting), keys[1]) as ben:
            await ana.until_open()
            await ben.until_open()
            ana.send(ana.pen.write("Written before"))
            await ana.until_saved()
            ben.send([HOSTILE[name]])
            assert await ben.until_closed() == protocol.BAD_EDIT
            ana.send(ana.pen.write("and after, ñ 🌱"))
            await ana.until_saved()
            assert ana.code is None

    live(test)
    assert plain_notes_of(meeting) == "Written before\nand after, ñ 🌱"


@pytest.mark.shared
def test_collected_hostile_updates_close_that_socket_only(
    live: Live, cast: Cast, meeting: Meeting, shared: Path
) -> None:
    keys = session_of(cast.ana), session_of(cast.ben)
    files = sorted((shared / "corpora" / "imports").glob("crdt_*.bin"))
    assert files

    async def test() -> None:
        async with Line(path_of(meeting), keys[0], pen=Pen(PANIC_CLIENT)) as ana:
            await ana.until_open()
            for file in files:
                ana.send(ana.pen.write(file.name))
                await ana.until_saved()
                async with Line(path_of(meeting), keys[1]) as ben:
                    await ben.until_open()
                    ben.send([edit(file.read_bytes())])
                    assert await ben.until_closed() == protocol.BAD_EDIT
            assert ana.code is None

    live(test)
    assert plain_notes_of(meeting).splitlines() == [file.name for file in files]


def test_too_much_and_too_fast_close_that_socket_only(live: Live, cast: Cast, meeting: Meeting) -> None:
    keys = session_of(cast.ana), session_of(cast.ben)

    async def test() -> None:
        async with Line(path_of(meeting), keys[0]) as ana:
            await ana.until_open()
            async with Line(path_of(meeting), keys[1]) as ben:
                await ben.until_open()
                ben.send([b"\x00" * (protocol.LARGEST_MESSAGE + 1)])
                assert await ben.until_closed() == protocol.TOO_LARGE
            async with Line(path_of(meeting), keys[1]) as ben:
                await ben.until_open()
                ben.send(ben.pen.opened() * 1000)
                assert await ben.until_closed() == protocol.TOO_FAST
            ana.send(ana.pen.write("Calm"))
            await ana.until_saved()

    live(test)
    assert plain_notes_of(meeting) == "Calm"


def test_notes_have_an_end(live: Live, cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "LARGEST_TEXT", 5000)
    key = session_of(cast.ana)

    async def test() -> None:
        async with Line(path_of(meeting), key) as ana:
            await ana.until_open()
            ana.send(ana.pen.write("x" * 3000))
            await ana.until_saved()
            ana.send(ana.pen.write("y" * 3000))
            assert await ana.until_closed() == protocol.TOO_LARGE

    live(test)
    assert plain_notes_of(meeting) == "x" * 3000


def test_what_the_database_does_not_take_is_not_confirmed_and_comes_again(
    live: Live, cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = session_of(cast.ana), session_of(cast.ben)
    broken = [True]

    def keep(**named: Any) -> Any:
        if broken[0]:
            raise RuntimeError("no disk")
        return keep_edits(**named)

    monkeypatch.setattr("trellis.live.writer.keep_edits", keep)
    pen = Pen()

    async def test() -> None:
        async with Line(path_of(meeting), keys[0], pen=pen) as ana, Line(path_of(meeting), keys[1]) as ben:
            await ana.until_open()
            await ben.until_open()
            ana.send(pen.write("Not lost"))
            assert await ana.until_closed() == protocol.TRY_LATER
            assert await ben.until_closed() == protocol.TRY_LATER
            assert pen.confirmed == []
        broken[0] = False
        async with Line(path_of(meeting), keys[0], pen=pen) as ana:
            await ana.until_saved()

    live(test)
    assert pen.confirmed == ["Not lost"]
    assert plain_notes_of(meeting) == "Not lost"
