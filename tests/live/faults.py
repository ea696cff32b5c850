"""What a bad line does to messages: drops, doubles, delays and disorders them."""

import random
from collections.abc import Iterable
from typing import Any

from tests.live.line import Line

DROPPED, DOUBLED, HELD = 0.15, 0.10, 0.15


class Faults:
    """One direction of a bad line. What is held comes later, behind what was sent after it."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._held: list[Any] = []
        self.is_on = True

    def shake(self, messages: Iterable[Any]) -> list[Any]:
        """Return what arrives of these messages, and of those that were held."""
        out: list[Any] = []
        for message in messages:
            luck = self._chance.random() if self.is_on else 1.0
            if luck < DROPPED:
                continue
            if luck < DROPPED + HELD:
                self._held.append(message)
                continue
            out.append(message)
            if luck < DROPPED + HELD + DOUBLED:
                out.append(message)
        if self._held and (not self.is_on or self._chance.random() < 0.5):
            self._chance.shuffle(self._held)
            out += self._held
            self._held = []
        return out


class BadLine(Line):
    """A socket over a bad line, in both directions."""

    def __init__(self, *arguments: Any, chance: random.Random, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.out, self.back = Faults(chance), Faults(chance)

    def send(self, messages: Iterable[bytes]) -> None:
        """Send what the line lets through."""
        super().send(self.out.shake(messages))

    async def _take(self, message: Any) -> None:
        if message["type"] != "websocket.send":
            await super()._take(message)
            return
        for arrived in self.back.shake([message]):
            await super()._take(arrived)


def scribble(pen: Any, chance: random.Random, mark: str) -> list[bytes]:
    """Write something: a new line, words into an old one, or take a filler away."""
    kind = chance.random()
    words = f"{mark} {chance.choice(['ñandú', '🌱🌿', '中文', 'e\u0301té', 'plain', 'العربية'])}. "
    if kind < 0.4:
        return list(pen.write(words))
    if kind < 0.85:
        return list(pen.insert(words, chance.randrange(50)))
    return list(pen.remove(chance.randrange(50)))
