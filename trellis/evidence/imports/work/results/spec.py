"""What a template says. Plain Python; `checking` reads it from JSON.

A template is JSON (`trellis/evidence/imports/layouts/*.json`, or one that a district saved). It says how
the file is laid out, which columns name the student, and what every row brings: sittings with results, dated
facts about students, figures about places, or sets of answers. ``{Column}`` in a text stands for the cell,
``{Column|map}`` for what a map makes of it, and ``<n>`` for a value of ``each``, which repeats a part for
columns that come in groups.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

TARGETS = ("results", "facts", "figures", "answers")
READERS = ("table", "fixed", "edfi", "oneroster", "oneroster-json")
METHODS = ("points", "scale", "level", "percent", "percentile", "grade", "measure", "growth", "other")
KINDS = ("common", "interim", "screener", "state", "gradebook", "survey")
REASONS = ("blank", "not_tested", "suppressed", "invalid")
FACTS = ("attendance", "behavior", "program", "service", "participation", "plan")
RULES = ("last", "first", "best")
#: Columns that may name a student; a file with more has to say which ones count.
MOST_IDS = 4


class TemplateWrong(Exception):
    """A template does not say what it must. The argument is a sentence with the place."""


@dataclass(frozen=True)
class Text:
    """A text with cells in it."""

    parts: tuple[tuple[str, str, str], ...]  # fixed text, column, map

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        return tuple(column for _fixed, column, _map in self.parts if column)


@dataclass(frozen=True)
class Score:
    """One result of a sitting: where it stands and what it is measured in."""

    item: Text
    label: Text
    method: str
    column: str
    error: str = ""
    answer: str = ""
    low: str = ""
    high: str = ""
    map: str = ""
    kind: str = "part"
    standard: Text | None = None
    least: float | None = None
    most: float | None = None
    full: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sitting:
    """What makes an attempt of a row: the assessment, the window, the day, and its results."""

    title: Text
    key: Text
    subject: Text
    version: Text
    year: Text | None
    window: Text | None
    window_title: Text | None
    date: str
    test: str
    grade: str
    form: str
    valid: str
    valid_map: Mapping[str, str]
    accommodations: tuple[str, ...]
    scores: tuple[Score, ...]
    school_class: str = ""


@dataclass(frozen=True)
class Fact:
    """A dated fact about a student."""

    kind: str
    code: Text
    on: str
    ends: str
    amount: str
    note: Text
    year: Text | None
    unless: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Figure:
    """A published figure about a place, for a group."""

    title: Text
    label: Text
    place: Text
    place_name: Text
    level: Text
    group: Text
    year: Text
    method: str
    column: str
    n: str


@dataclass(frozen=True)
class Answers:
    """A set of answers to a survey: one row, nobody's name."""

    survey: Text
    date: str
    group: Text
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A whole template, checked."""

    name: str
    title: str
    target: str
    kind: str
    family: str
    file: Mapping[str, Any]
    needs: tuple[str, ...]
    lacks: tuple[str, ...]
    keep: tuple[tuple[str, tuple[str, ...]], ...]
    students: tuple[str, ...]
    names: Mapping[str, str]
    maps: Mapping[str, Mapping[str, str]]
    marks: Mapping[str, str]
    dates: tuple[str, ...]
    rule: str
    sittings: tuple[Sitting, ...] = ()
    facts: tuple[Fact, ...] = ()
    figures: tuple[Figure, ...] = ()
    answers: Answers | None = None

    @property
    def columns(self) -> set[str]:
        """Every column the template reads."""
        found = {*self.students, *self.names.values(), *(column for column, _ in self.keep)}
        for part in (*self.sittings, *self.facts, *self.figures, *([self.answers] if self.answers else [])):
            found |= set(_columns_in(part))
        return found - {""}


def _columns_in(part: object) -> Iterable[str]:
    for name, value in vars(part).items():
        if isinstance(value, Text):
            yield from value.columns
        elif name == "scores":
            for score in value:
                yield from _columns_in(score)
        elif name in (
            "date",
            "test",
            "grade",
            "form",
            "valid",
            "school_class",
            "column",
            "error",
            "low",
            "high",
            "answer",
        ) or name in ("on", "ends", "amount", "n", "full"):
            yield value
        elif name in ("accommodations", "questions"):
            yield from value
        elif name == "unless":
            yield from value.keys()
