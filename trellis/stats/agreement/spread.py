"""Spread before consensus: what each rater saw alone, before anybody talked. No rater is named."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from trellis.stats.agreement.weights import Rating, coded, counts_of
from trellis.stats.results import CannotTell, Language, in_language


@dataclass(frozen=True, slots=True)
class UnitSpread:
    """One piece or rubric row: how many raters gave each level; steps between lowest and highest."""

    position: int
    counts: tuple[int, ...]
    steps: int
    n: int


@dataclass(frozen=True, slots=True)
class Spread:
    """All pieces, in the order of the input. ``agreed``: all raters gave one level; ``adjacent``: one
    step.
    """

    units: tuple[UnitSpread, ...]
    levels: tuple[Hashable, ...]
    agreed: int
    adjacent: int
    n: int
    method: str = "Spread of independent ratings"

    @property
    def to_discuss(self) -> tuple[int, ...]:
        """Positions of the pieces with the widest spread, where it is two steps or more."""
        widest = max(unit.steps for unit in self.units)
        return tuple(unit.position for unit in self.units if unit.steps == widest and widest >= 2)

    def say(self, language: Language = "en") -> str:
        """How often all saw the same and where to talk first."""
        talk = self.to_discuss
        more, mas = "", ""
        if talk:
            names = ", ".join(str(position + 1) for position in talk[:4])
            steps = self.units[[unit.position for unit in self.units].index(talk[0])].steps
            more = f" The ratings lie furthest apart ({steps} levels) on piece {names}; start there."
            mas = (
                f" Las valoraciones más alejadas ({steps} niveles) están en la pieza {names}; "
                "empiecen por ahí."
            )
        pieces, piezas = ("piece", "pieza") if self.n == 1 else ("pieces", "piezas")
        return in_language(
            language,
            en=f"Before talking, all raters gave the same level to {self.agreed} of {self.n} {pieces} and "
            "were "
            f"one level apart on {self.adjacent}.{more}",
            es=f"Antes de conversar, todos dieron el mismo nivel en {self.agreed} de {self.n} {piezas} y "
            f"difirieron en un nivel en {self.adjacent}.{mas}",
        )


def spread_before_consensus(
    ratings: Sequence[Sequence[Rating]], *, levels: Sequence[Hashable]
) -> Spread | CannotTell:
    """Spread of independent ``ratings`` (units x raters, None where missing) on the rubric's full scale.

    Units with fewer than two ratings are left out. CannotTell ``too_few`` where none is left; StatsError as
    ``coded``.
    """
    codes, scale = coded(ratings, levels)
    counts = counts_of(codes, len(scale)).astype(np.int64)
    units = []
    for position, row in enumerate(counts):
        given = np.flatnonzero(row)
        if row.sum() >= 2:
            steps = int(given[-1] - given[0])
            units.append(UnitSpread(position, tuple(int(count) for count in row), steps, int(row.sum())))
    if not units:
        return CannotTell(
            "too_few",
            "No piece was rated by more than one person.",
            "Ninguna pieza fue valorada por más de una persona.",
        )
    return Spread(
        units=tuple(units),
        levels=scale,
        agreed=sum(1 for unit in units if unit.steps == 0),
        adjacent=sum(1 for unit in units if unit.steps == 1),
        n=len(units),
    )
