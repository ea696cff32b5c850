"""Whose turn it is: functions go round (S3-28)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trellis.practice.meetings.words import MeetingFunction

#: When somebody held a function: person -> function -> the last meeting's time.
Held = Mapping[int, Mapping[str, datetime]]


def fair_queue(
    functions: Sequence[MeetingFunction], people: Sequence[int], held: Held
) -> dict[MeetingFunction, int]:
    """Suggest who does what: first those who never did it, then those whose turn is longest ago.

    Nobody gets a second function while somebody has none; ``people`` is the order among equals.
    """
    turns: dict[MeetingFunction, int] = {}
    taken: dict[int, int] = dict.fromkeys(people, 0)
    for function in functions:
        if not people:
            break
        person = min(
            people,
            key=lambda one: (
                taken[one],
                _moment(held, one, function),
                _last(held, one),
                people.index(one),
            ),
        )
        turns[function] = person
        taken[person] += 1
    return turns


#: With fewer people a balance would point at one of them.
FEWEST_VOICES = 3


@dataclass(frozen=True)
class Voices:
    """How turns are shared, nobody by name. ``half``: so many people took half of all turns."""

    here: int
    heard: int
    half: int


def voices_of(turns: Sequence[int]) -> Voices | None:
    """Return how the turns of those present are shared; nothing for fewer than three people (S2-42)."""
    if len(turns) < FEWEST_VOICES:
        return None
    half, reached = 0, 0
    for own in sorted(turns, reverse=True):
        if 2 * reached >= sum(turns):
            break
        half, reached = half + 1, reached + own
    return Voices(len(turns), sum(own > 0 for own in turns), half)


def in_turn[T](people: Sequence[T], begin: int) -> list[T]:
    """Return people in the order in which they speak; who begins wanders from meeting to meeting."""
    if not people:
        return []
    at = begin % len(people)
    return [*people[at:], *people[:at]]


def _moment(held: Held, person: int, function: MeetingFunction) -> float:
    moment = held.get(person, {}).get(function)
    return moment.timestamp() if moment else float("-inf")


def _last(held: Held, person: int) -> float:
    moments = held.get(person, {}).values()
    return max((moment.timestamp() for moment in moments), default=float("-inf"))


def share_of_most(holders: Sequence[int]) -> float | None:
    """Return the share of meetings that the person who facilitated most often facilitated (S3-28)."""
    if not holders:
        return None
    return max(holders.count(person) for person in set(holders)) / len(holders)
