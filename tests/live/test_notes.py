"""People write at once: all see the same, and what is confirmed is on disk."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from tests.cast import Cast
from tests.live.line import Line, path_of, session_of
from tests.live.pen import Pen
from trellis.kit.fanout import announce
from trellis.kit.shared_text import Mark, Node
from trellis.practice.meetings.models import Meeting, Notes, NotesUpdate
from trellis.practice.meetings.operations.notes import restore_version, write_notes
from trellis.practice.meetings.queries.notes import plain_notes_of, versions_of

Live = Callable[[Callable[[], Coroutine[Any, Any, None]]], None]


def test_two_write_at_once_and_both_are_kept(live: Live, cast: Cast, meeting: Meeting) -> None:
    keys = session_of(cast.ana), session_of(cast.ben)

    async def test() -> None:
        async with Line(path_of(meeting), keys[0]) as ana, Line(path_of(meeting), keys[1]) as ben:
            await ana.until_open()
            await ben.until_open()
            assert ana.pen.told[0] == {"hello": 1, "may_write": True, "reads": True, "name": "Ana"}
            for turn in range(5):
                ana.send(ana.pen.write(f"Año {turn} 🌱"))
                ben.send(ben.pen.insert(f"中文{turn} ", turn))
            await ana.until_saved()
            await ben.until_saved()
            await ana.until(lambda: len(ana.pen.lines()) == len(ben.pen.lines()) >= 5)
            await ana.until(lambda: sorted(ana.pen.lines()) == sorted(ben.pen.lines()))
            assert ana.pen.lines() == ben.pen.lines()

    live(test)
    text = plain_notes_of(meeting)
    assert all(f"Año {turn} 🌱" in text and f"中文{turn}" in text for turn in range(5))


def test_who_wrote_is_the_server_s_word(live: Live, cast: Cast, meeting: Meeting) -> None:
    key = session_of(cast.ben)

    async def test() -> None:
        async with Line(path_of(meeting), key) as ben:
            await ben.until_open()
            ben.send(ben.pen.write("Mine"))
            await ben.until_saved()
            authors = [author async for author in NotesUpdate.objects.values_list("author_id", flat=True)]
            assert set(authors) == {cast.ben.pk}

    live(test)
    # the last to leave settles the text: it is in the snapshot, with its author in the version
    notes = Notes.objects.get(meeting=meeting)
    assert notes.plain_text == "Mine"
    assert not NotesUpdate.objects.exists()
    version = notes.versions.get()
    assert [author.pk for author in version.authors.all()] == [cast.ben.pk]


def test_what_is_there_is_there_for_the_next(live: Live, cast: Cast, meeting: Meeting) -> None:
    key = session_of(cast.ana)

    async def test() -> None:
        for turn in range(3):
            async with Line(path_of(meeting), key) as ana:
                await ana.until(lambda turn=turn: len(ana.pen.lines()) == turn)  # type: ignore[misc]
                await ana.until_open()
                ana.send(ana.pen.write(f"Line {turn}"))
                await ana.until_saved()

    live(test)
    assert plain_notes_of(meeting) == "Line 0\nLine 1\nLine 2"


def test_edits_made_without_a_line_come_later_and_are_merged(
    live: Live, cast: Cast, meeting: Meeting
) -> None:
    keys = session_of(cast.ana), session_of(cast.ben)
    pen = Pen()

    async def test() -> None:
        async with Line(path_of(meeting), keys[0], pen=pen) as ana:
            await ana.until_open()
            ana.send(pen.write("Before"))
            await ana.until_saved()
        pen.write("Without a line, ñ")
        pen.insert("🌱 ", 0)
        assert len(pen.waiting) == 2
        async with Line(path_of(meeting), keys[1]) as ben:
            await ben.until(lambda: ben.pen.lines() == ["Before"])
            ben.send(ben.pen.write("Meanwhile"))
            await ben.until_saved()
        async with Line(path_of(meeting), keys[0], pen=pen) as ana:
            await ana.until_saved()
            await ana.until(lambda: len(pen.lines()) == 3)

    live(test)
    assert sorted(plain_notes_of(meeting).splitlines()) == ["Meanwhile", "Without a line, ñ", "🌱 Before"]
    assert {"Without a line, ñ", "🌱 "} <= set(pen.confirmed)


def test_cursors_carry_the_name_and_colour_that_the_server_knows(
    live: Live, cast: Cast, meeting: Meeting
) -> None:
    keys = session_of(cast.ana), session_of(cast.ben)
    place = {"anchor": {"type": None, "tname": "notes"}, "head": None}

    async def test() -> None:
        async with Line(path_of(meeting), keys[0]) as ana, Line(path_of(meeting), keys[1]) as ben:
            await ana.until_open()
            await ben.until_open()
            forged = {"name": "Dee Osei <script>", "color": "url(x)"}
            mine = ben.pen.doc.client_id
            ben.send([ben.pen.presence(1, user=forged, cursor=place, more="x" * 5000)])
            await ana.until(lambda: mine in ana.pen.cursors)
            seen = ana.pen.cursors[mine]
            assert seen is not None
            assert set(seen) == {"user", "cursor"}
            assert seen["cursor"] == place
            assert seen["user"]["name"] == "Ben"
            assert seen["user"]["color"].startswith("#")
            # nobody speaks for another's cursor
            other = Pen()
            ben.send([other.presence(1, user=forged, cursor=place)])
            ben.send([ben.pen.presence(2, user={}, cursor=None)])
            await ana.until(lambda: (ana.pen.cursors[mine] or {}).get("cursor") is None)
            assert other.doc.client_id not in ana.pen.cursors
        async with Line(path_of(meeting), keys[0]) as ana:
            await ana.until_open()
            assert mine not in ana.pen.cursors

    live(test)


def test_a_cursor_goes_with_its_socket(live: Live, cast: Cast, meeting: Meeting) -> None:
    keys = session_of(cast.ana), session_of(cast.ben)

    async def test() -> None:
        async with Line(path_of(meeting), keys[0]) as ana:
            await ana.until_open()
            async with Line(path_of(meeting), keys[1]) as ben:
                await ben.until_open()
                mine = ben.pen.doc.client_id
                ben.send([ben.pen.presence(1, cursor={"anchor": 1})])
                await ana.until(lambda: ana.pen.cursors.get(mine) is not None)
            await ana.until(lambda: ana.pen.cursors[mine] is None)

    live(test)


def test_what_is_restored_or_written_elsewhere_comes_to_open_screens(
    live: Live, cast: Cast, meeting: Meeting
) -> None:
    key = session_of(cast.ana)
    line_of = Node("paragraph", {}, (Mark("Written elsewhere, ñ"),))

    def elsewhere() -> None:
        write_notes(by=cast.ben, meeting=meeting, nodes=[line_of])

    def restore() -> None:
        restore_version(by=cast.ben, meeting=meeting, version=versions_of(meeting).reverse()[0])

    async def test() -> None:
        async with Line(path_of(meeting), key) as ana:
            await ana.until_open()
            ana.send(ana.pen.write("First"))
            await ana.until_saved()
        # a version is kept when the last one has gone, a moment later
        async with asyncio.timeout(20):
            while not await sync_to_async(versions_of(meeting).exists)():
                await asyncio.sleep(0.02)
        async with Line(path_of(meeting), key) as ana:
            await ana.until(lambda: ana.pen.lines() == ["First"])
            ana.send(ana.pen.write("Second"))
            await ana.until_saved()
            await sync_to_async(elsewhere)()
            await ana.until(lambda: "Written elsewhere, ñ" in ana.pen.lines())
            await sync_to_async(restore)()
            await ana.until(lambda: ana.pen.lines() == ["First"])

    live(test)
    assert plain_notes_of(meeting) == "First"


@pytest.mark.parametrize("part", ["agenda", "decisions"])
def test_other_parts_of_the_page_say_that_they_changed(
    live: Live, cast: Cast, meeting: Meeting, part: str
) -> None:
    key = session_of(cast.ana)

    async def test() -> None:
        async with Line(path_of(meeting), key) as ana:
            await ana.until_open()
            await sync_to_async(announce)(f"meeting:{meeting.public_id}", part)
            await ana.until(lambda: {"part": part} in ana.pen.told)

    live(test)
