"""What every agreement coefficient hands back."""

from dataclasses import dataclass

import numpy as np

from trellis.stats.results import CannotTell, Interval, Language, Note, in_language, percent, plain_number

#: Agreement on fewer units is mostly chance (our choice).
FEW_UNITS = 20


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient (1: full agreement, 0: as chance would have it, below: less than chance).

    ``share_agreed``: plain share of pairs of ratings that agree exactly, to be shown beside it. ``z`` and
    ``p``: test of zero agreement where one is defined. ``interval`` is None where none is defined.
    """

    coefficient: float
    interval: Interval | None
    standard_error: float | None
    z: float | None
    p: float | None
    share_agreed: float
    n: int
    raters: int
    method: str
    notes: tuple[Note, ...]

    def say(self, language: Language = "en") -> str:
        """Plain agreement first, then the coefficient with its range."""
        agreed, agreed_es = percent(self.share_agreed), percent(self.share_agreed, "es")
        value = plain_number(self.coefficient, 2)
        plausible, posible = "", ""
        if self.interval is not None:
            low, high = plain_number(self.interval.low, 2), plain_number(self.interval.high, 2)
            plausible, posible = f" (plausible {low} to {high})", f" (plausible de {low} a {high})"
            if 0.0 in self.interval:
                plausible += ", so we cannot tell it from chance"
                posible += ": no se puede distinguir del azar"
        return in_language(
            language,
            en=f"Before talking, two raters gave the same level {agreed} of the time; beyond chance the "
            f"agreement is {value}{plausible}.",
            es=f"Antes de conversar, dos evaluadores dieron el mismo nivel el {agreed_es} de las veces; "
            "más allá "
            f"del azar, el acuerdo es {value}{posible}.",
        )


def notes_for(n: int, scale_size: int, used: int, left_out: int) -> tuple[Note, ...]:
    """Few units, levels nobody used, units left out."""
    notes = []
    if n < FEW_UNITS:
        notes.append(
            Note(
                "few_units",
                f"Only {n} pieces were rated by more than one person; the coefficient can change a lot "
                "with more.",
                f"Solo {n} piezas fueron valoradas por más de una persona; el coeficiente puede cambiar "
                "mucho.",
            )
        )
    if used < scale_size:
        notes.append(
            Note(
                "unused_levels",
                f"{scale_size - used} levels of the scale were never used.",
                f"{scale_size - used} niveles de la escala no se usaron.",
            )
        )
    if left_out:
        notes.append(
            Note(
                "left_out",
                f"{left_out} pieces without enough ratings were left out.",
                f"Se dejaron fuera {left_out} piezas sin valoraciones suficientes.",
            )
        )
    return tuple(notes)


def too_few(n: int) -> CannotTell:
    """Nothing was rated twice."""
    return CannotTell(
        "too_few",
        "Agreement needs at least two pieces that more than one person rated.",
        "El acuerdo necesita al menos dos piezas valoradas por más de una persona.",
        n=n,
    )


def no_variation(n: int) -> CannotTell:
    """Everybody gave the same level to everything: chance agreement is total."""
    return CannotTell(
        "no_variation",
        "Every rating is the same level, so agreement beyond chance cannot be told.",
        "Todas las valoraciones son del mismo nivel, así que no se puede conocer el acuerdo más allá del "
        "azar.",
        n=n,
    )


def pairs_agreed(counts: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    """Share of pairs of ratings of the same unit that are equal (units x levels counts, each unit >= 2)."""
    ratings = counts.sum(axis=1)
    pairs = (counts * (counts - 1)).sum(axis=1) / (ratings * (ratings - 1))
    return float(pairs.mean())
