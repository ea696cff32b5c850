"""The messages of the notes' socket.

Binary messages begin with their kind. ``SYNC`` and ``PRESENCE`` are those of the y-protocols; ``EDIT``
carries an edit with a number of the sender's choice, and ``SAVED`` says that this one is on disk.
Text messages are JSON: ``hello`` at first, ``part`` when something else on the page has changed.
"""

import json
from dataclasses import dataclass
from typing import Any

from trellis.kit.shared_text import BadUpdate, Numbers, number, piece

SYNC, PRESENCE, EDIT, SAVED = 0, 1, 2, 3
ASK, ANSWER, UPDATE = 0, 1, 2

#: Close codes. Those of the application follow HTTP's; the page knows what to do with each.
GOING_DOWN = 1012
TRY_LATER = 1013
BAD_EDIT = 4400
NOT_SIGNED_IN = 4401
NO_LONGER_YOURS = 4403
#: Nothing here, also for what one may not know of.
NOTHING_HERE = 4404
OLD_PAGE = 4409
TOO_LARGE = 4413
TOO_FAST = 4429

#: The largest message of a browser, and the largest edit.
LARGEST_MESSAGE = 512 * 1024
#: The most that one text may hold, with its history.
LARGEST_TEXT = 4 * 1024 * 1024
#: The largest cursor that is passed on.
LARGEST_CURSOR = 1000


@dataclass(frozen=True)
class Numbered:
    """An edit with the number that its sender gave it; nothing for one that wants no answer."""

    number: int | None
    update: bytes


@dataclass(frozen=True)
class Asked:
    """Somebody asks for what they lack."""

    state: bytes


@dataclass(frozen=True)
class Cursor:
    """One presence as it came: who (a client of the text), how new, where; nothing where they left."""

    client: int
    clock: int
    state: dict[str, Any] | None


def read(message: bytes) -> Numbered | Asked | list[Cursor]:
    """Read a binary message of a browser.

    Raises:
        BadUpdate: if it is none of ours.
    """
    numbers = Numbers(message)
    kind = numbers.read()
    if kind == EDIT:
        given = numbers.read()
        return Numbered(given, numbers.piece())
    if kind == SYNC:
        step = numbers.read()
        content = numbers.piece()
        if step == ASK:
            return Asked(content)
        if step in (ANSWER, UPDATE):
            return Numbered(None, content)
    if kind == PRESENCE:
        return _cursors(numbers.piece())
    raise BadUpdate("This kind of message is not known here.")


def _cursors(content: bytes) -> list[Cursor]:
    numbers = Numbers(content)
    count = numbers.read()
    if count > 100:
        raise BadUpdate("Nobody is in so many places.")
    found = []
    for _ in range(count):
        client, clock, text = numbers.read(), numbers.read(), numbers.piece()
        try:
            state = json.loads(text)
        except ValueError:
            raise BadUpdate("Presence that cannot be read.") from None
        if state is not None and not isinstance(state, dict):
            raise BadUpdate("Presence of an unknown form.")
        found.append(Cursor(client, clock, state))
    return found


def ask(state: bytes) -> bytes:
    """Ask for what we lack."""
    return number(SYNC) + number(ASK) + piece(state)


def answer(update: bytes) -> bytes:
    """Give what somebody lacks."""
    return number(SYNC) + number(ANSWER) + piece(update)


def pass_on(update: bytes) -> bytes:
    """Pass an edit on."""
    return number(SYNC) + number(UPDATE) + piece(update)


def saved(given: int) -> bytes:
    """Say that an edit is on disk."""
    return number(SAVED) + number(given)


def presence(cursors: list[Cursor]) -> bytes:
    """Tell who is where. The text is ASCII, so that characters are bytes."""
    out = number(len(cursors))
    for cursor in cursors:
        text = json.dumps(cursor.state, separators=(",", ":")).encode("ascii")
        out += number(cursor.client) + number(cursor.clock) + piece(text)
    return number(PRESENCE) + piece(out)
