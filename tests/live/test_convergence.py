"""Over a line that drops, doubles and disorders all see the same in the end, nothing kept is lost (F21)."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.live.faults import BadLine, scribble
from tests.live.line import Line, path_of, session_of
from tests.live.pen import Pen
from tests.practice.meetings.world import planned_meeting, tomorrow
from trellis.kit.shared_text import SharedText
from trellis.practice.meetings.models import Meeting, Notes
from trellis.practice.meetings.queries.notes import plain_notes_of, shared_text_of

Live = Callable[[Callable[[], Coroutine[Any, Any, None]]], None]


async def _scribbles(pen: Pen, path: str, key: str, chance: random.Random, mark: str) -> None:
    """Write over three bad lines, one after the other."""
    for turn in range(3):
        async with BadLine(path, key, pen=pen, chance=chance) as line:
            for step in range(6):
                line.send(scribble(pen, chance, f"{mark}{turn}{step}"))
                await asyncio.sleep(chance.random() * 0.02)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(seed=st.integers(0, 2**32))
def test_all_replicas_are_equal_and_nothing_confirmed_is_lost(live: Live, cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    meeting: Meeting = planned_meeting(cast, on=tomorrow())
    keys = session_of(cast.ana), session_of(cast.ben)
    pens = [Pen(), Pen(), Pen()]
    people = list(zip(pens, (keys[0], keys[1], keys[0]), "abc", strict=True))

    async def test() -> None:
        path = path_of(meeting)
        await asyncio.gather(*(_scribbles(pen, path, key, chance, mark) for pen, key, mark in people))
        # the line is good again
        async with (
            Line(path, keys[0], pen=pens[0]) as a,
            Line(path, keys[1], pen=pens[1]) as b,
            Line(path, keys[0], pen=pens[2]) as c,
        ):
            for line in (a, b, c):
                await line.until_open()
                await line.until_saved()
            async with asyncio.timeout(20):
                while len({tuple(pen.lines()) for pen in pens}) > 1:
                    await asyncio.sleep(0.02)

    live(test)
    assert len({tuple(pen.lines()) for pen in pens}) == 1
    notes = Notes.objects.get(meeting=meeting)
    kept: SharedText = shared_text_of(notes)
    fresh = Pen()
    fresh.doc.apply_update(kept.whole())
    assert fresh.lines() == pens[0].lines()
    text = plain_notes_of(meeting)
    lost = [words for pen in pens for words in pen.confirmed if words.strip() not in text]
    assert lost == []
    assert sum(len(pen.confirmed) for pen in pens) > 20
