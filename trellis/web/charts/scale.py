"""Scales of a chart: days to x, values to y, and round numbers for the axis."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

#: Steps people count in: 1, 2, 5 and their tens.
STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Days:
    """Days to x, linear in time."""

    first: date
    last: date
    left: float
    right: float

    def __call__(self, on: date) -> float:
        span = (self.last - self.first).days
        share = (on - self.first).days / span if span else 0.5
        return self.left + share * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class Values:
    """Values to y; larger is higher."""

    low: float
    high: float
    top: float
    bottom: float

    def __call__(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def round_ticks(
    values: Iterable[float], low: float | None, high: float | None, about: int = 4
) -> list[float]:
    """Return 3 to 7 round numbers that enclose the values, kept within the bounds of the measure
    (unless a value itself lies outside them)."""
    known = list(values) or [0.0, 1.0]
    smallest, largest = min(known), max(known)
    size = max(abs(smallest), abs(largest))
    if largest - smallest < max(size * 1e-6, 1e-7):
        margin = size * 0.1 if size > 1e-6 else 1.0
        smallest, largest = smallest - margin, largest + margin
    pad = (largest - smallest) * 0.08
    smallest, largest = smallest - pad, largest + pad
    if low is not None:
        smallest = max(smallest, min(low, *known))
    if high is not None:
        largest = min(largest, max(high, *known))
    rough = (largest - smallest) / about
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * magnitude for factor in STEPS if factor * magnitude >= rough * 0.999)
    first, last = math.floor(smallest / step + 1e-9), math.ceil(largest / step - 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def tick_words(value: float, step: float) -> str:
    """Write a number of the axis with as many decimals as its step needs."""
    decimals = max(0, -math.floor(math.log10(step))) if step < 1 else 0
    return f"{value:.{decimals}f}"


def day_ticks(days: list[date], last: date, at_most: int) -> list[date]:
    """Choose days to name below the axis: the first, evenly spread ones, and the end."""
    if not days:
        return [last]
    every = max(1, math.ceil(len(days) / max(at_most - 1, 1)))
    chosen = days[::every]
    if days[-1] not in chosen:
        chosen = [*chosen, days[-1]]
    return chosen if last in chosen else [*chosen, last]
