"""What can be wrong with one argument: kinds of arguments and the bad values a test tries in their place.

A value that keeps no promise (wrong length, not a number, below zero ...) is ``Bad`` with what must follow:
``refused`` (a StatsError), or ``careful`` (a StatsError, "cannot tell", or a result that holds no nonsense).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Follows = Literal["refused", "careful"]
TEN_MILLION = 10_000_000
NAN, INF = float("nan"), float("inf")


@dataclass(frozen=True)
class Bad:
    """One bad value and what must follow from it."""

    name: str
    value: Any
    follows: Follows = "refused"


@dataclass(frozen=True)
class Given:
    """A good argument; subclasses know what can be wrong with it."""

    value: Any

    def bad(self) -> Iterator[Bad]:
        """The bad values to try."""
        yield from ()


@dataclass(frozen=True)
class Series(Given):
    """A list of numbers. ``mates``: other lists must be equally long. ``counts``: whole numbers from 0.

    ``missing``: NaN stands for a missing value. ``shapes``: an array of any shape will do.
    """

    mates: bool = True
    counts: bool = False
    missing: bool = False
    shapes: bool = False

    def bad(self) -> Iterator[Bad]:
        good = list(self.value)
        yield Bad("empty", [])
        yield Bad("one point", good[:1], "careful")
        yield Bad("all equal", [good[0]] * len(good), "careful")
        yield Bad("NaN", [NAN, *good[1:]], "careful" if self.missing else "refused")
        yield Bad("all NaN", [NAN] * len(good), "careful" if self.missing else "refused")
        yield Bad("infinite", [INF, *good[1:]])
        yield Bad("minus infinite", [*good[:-1], -INF])
        yield Bad("beyond measure", [1e300, *good[1:]])
        yield Bad("text", ["a", *good[1:]])
        yield Bad("a table", [good, good], "careful" if self.shapes else "refused")
        yield Bad("ten million", np.broadcast_to(np.float64(good[0]), (TEN_MILLION,)), "careful")
        yield Bad("wrong length", good[:-1], "refused" if self.mates else "careful")
        if self.counts:
            yield Bad("negative", [-1, *good[1:]])
            yield Bad("half a person", [good[0] + 0.5, *good[1:]])


@dataclass(frozen=True)
class Table(Given):
    """A table of numbers, rows by columns. ``mates``: its length is that of another argument."""

    mates: bool = False
    missing: bool = False
    counts: bool = False

    def bad(self) -> Iterator[Bad]:
        rows = [list(row) for row in self.value]
        first, *rest = rows
        follows: Follows = "careful" if self.missing else "refused"
        yield Bad("empty", [])
        yield Bad("empty rows", [[] for _ in rows])
        yield Bad("one row", rows[:1], "careful")
        yield Bad("one number", [first[:1]], "careful")
        yield Bad("all equal", [[first[0]] * len(first) for _ in rows], "careful")
        yield Bad("NaN", [[NAN, *first[1:]], *rest], follows)
        yield Bad("all NaN", [[NAN] * len(first) for _ in rows], follows)
        yield Bad("infinite", [[INF, *first[1:]], *rest])
        yield Bad("beyond measure", [[1e300, *first[1:]], *rest])
        yield Bad("text", [["a", *first[1:]], *rest])
        yield Bad("ragged", [first[:-1], *rest])
        yield Bad("too large", np.broadcast_to(np.float64(first[0]), (TEN_MILLION, max(5, len(first)))))
        yield Bad("wrong length", rows[:-1], "refused" if self.mates else "careful")
        if self.counts:
            yield Bad("negative", [[-1, *first[1:]], *rest])


@dataclass(frozen=True)
class Number(Given):
    """One number with, perhaps, a least and a greatest value."""

    least: float | None = None
    greatest: float | None = None

    def bad(self) -> Iterator[Bad]:
        yield Bad("NaN", NAN)
        yield Bad("infinite", INF)
        yield Bad("minus infinite", -INF)
        yield Bad("text", "a")
        yield Bad("beyond measure", 1e300, "refused" if self.greatest is not None else "careful")
        if self.least is not None:
            yield Bad("below", self.least - 1)
        if self.greatest is not None:
            yield Bad("above", self.greatest + 1)


@dataclass(frozen=True)
class Count(Given):
    """A whole number of at least ``least``; ``most``: no more (where another argument bounds it)."""

    least: int = 0
    most: int | None = None

    def bad(self) -> Iterator[Bad]:
        yield Bad("negative", -1)
        yield Bad("below", self.least - 1)
        yield Bad("half", self.value + 0.5)
        yield Bad("NaN", NAN)
        yield Bad("infinite", INF)
        yield Bad("text", "a")
        yield Bad("ten million", TEN_MILLION, "careful")
        if self.most is not None:
            yield Bad("above", self.most + 1)


@dataclass(frozen=True)
class Level(Given):
    """A confidence level or another share strictly between 0 and 1."""

    value: Any = 0.95

    def bad(self) -> Iterator[Bad]:
        for name, value in {"0": 0.0, "1": 1.0, "95": 95, "NaN": NAN, "minus": -0.5, "text": "a"}.items():
            yield Bad(name, value)


@dataclass(frozen=True)
class Option(Given):
    """One of a few words."""

    def bad(self) -> Iterator[Bad]:
        yield Bad("unknown", "nonsense")


@dataclass(frozen=True)
class Labels(Given):
    """Names of the groups, one for each value. ``mates``: as many as there are values."""

    mates: bool = True

    def bad(self) -> Iterator[Bad]:
        good = list(self.value)
        yield Bad("empty", [])
        yield Bad("wrong length", good[:-1], "refused" if self.mates else "careful")
        yield Bad("all the same", [good[0]] * len(good), "careful")
        yield Bad("all different", [f"{i}" for i in range(len(good))], "careful")


@dataclass(frozen=True)
class Ratings(Given):
    """Pieces by raters, levels of any kind."""

    def bad(self) -> Iterator[Bad]:
        rows = [list(row) for row in self.value]
        first, *rest = rows
        yield Bad("empty", [])
        yield Bad("one piece", rows[:1], "careful")
        yield Bad("one rater", [row[:1] for row in rows], "careful")
        yield Bad("nobody rated", [[None] * len(row) for row in rows], "careful")
        yield Bad("all equal", [[first[0]] * len(row) for row in rows], "careful")
        yield Bad("ragged", [first[:-1], *rest], "careful")
        yield Bad("NaN", [[NAN, *first[1:]], *rest], "careful")
        yield Bad("infinite", [[INF, *first[1:]], *rest])


@dataclass(frozen=True)
class Made(Given):
    """An argument that is itself made of arguments: a summary of a group, a recorded design."""

    make: Callable[..., Any] = dict
    parts: tuple[tuple[str, Given], ...] = ()


def made(make: Callable[..., Any], **parts: Given) -> Made:
    """The argument ``make(**parts)``."""
    return Made(None, make, tuple(parts.items()))
