"""What a chart is given. Values are in the unit of the measure, words in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Point:
    """One point in time.

    ``value`` is None where there is none to show; ``words`` then says why (“too few to show”, “no school”).
    ``detail`` goes behind the value when the point speaks (“39 of 71, 3 of 4 classes”); ``cells`` are the
    other columns of its row in the table. ``partial``: data still come in. ``signal``: drawn with a ring.
    """

    on: date
    value: float | None
    words: str
    detail: str = ""
    cells: Sequence[str] = ()
    partial: bool = False
    signal: bool = False


@dataclass(frozen=True, slots=True)
class Median:
    """A median: solid over the points it comes from, dotted where only carried on (after ``settled_to``)."""

    value: float
    words: str
    from_on: date
    settled_to: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Goal:
    """The value aimed for, from a day on."""

    value: float
    words: str
    by_words: str = ""
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """The day a strategy started (or changed)."""

    on: date
    words: str
    short_words: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the team said before it looked: a range on a day."""

    on: date
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal in words, over the points it was found in: “9 in a row above the median”."""

    from_on: date
    to_on: date
    words: str


@dataclass(frozen=True, slots=True)
class RunPicture:
    """A whole run chart with its sentence, sources and table.

    ``key`` is a short id, unique on the page. ``title`` says what the points are; ``short_title`` the same
    for a narrow screen. ``columns`` are the headings of date, value and every cell. ``ends_on`` leaves room
    for what is still to come; ``low`` and ``high`` bound the axis where the measure has bounds.
    """

    key: str
    title: str
    points: Sequence[Point]
    columns: Sequence[str]
    sentence: str
    verdict: str = ""
    short_title: str = ""
    medians: Sequence[Median] = ()
    goal: Goal | None = None
    starts: Sequence[Start] = ()
    prediction: Prediction | None = None
    signals: Sequence[Signal] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    ends_on: date | None = None
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line for a row, with its last value in words beside it."""

    values: Sequence[float | None]
    words: str
    label: str
    median: float | None = None
    partial: bool = False
