"""Ceilings and floors: a test that many students finish at its highest (or lowest) score hides growth."""

from dataclasses import dataclass

import numpy as np

from trellis.stats.inputs import Numbers, as_number, as_series
from trellis.stats.results import Language, Note, in_language, percent

#: Shares of students at the highest or lowest score (thresholds of this project; Koedel & Betts 2010 and
#: Resch & Isenberg 2018 show the bias).
WARN_SHARE = 0.10
STOP_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Shares of students at the highest and lowest score, and whether growth may still be shown.

    ``stops`` is true above 25 %: growth percentiles and gains are then not to be shown.
    """

    highest: float
    lowest: float
    at_highest: float
    at_lowest: float
    n: int
    stops: bool
    notes: tuple[Note, ...]

    def say(self, language: Language = "en") -> str:
        """The first warning, or that nothing speaks against showing growth."""
        if self.notes:
            return self.notes[0].say(language)
        return in_language(
            language,
            en=f"{percent(self.at_highest)} of {self.n} students are at the highest score: no ceiling in "
            "sight.",
            es=f"El {percent(self.at_highest, 'es')} de {self.n} estudiantes tiene la calificación máxima: "
            "no se ve un techo.",
        )


def ceiling_and_floor(
    scores: Numbers, *, lowest: float | None = None, highest: float | None = None
) -> Ceiling:
    """Shares at the limits of the test; without given limits, of the scores seen. Errors as ``as_series``.

    From the scores alone a limit is taken for a ceiling or floor where it repeats (two students or more).
    """
    values = as_series(scores, name="scores", allow_missing=True)
    values = values[~np.isnan(values)]
    top = float(values.max()) if highest is None else as_number(highest, name="highest score")
    bottom = float(values.min()) if lowest is None else as_number(lowest, name="lowest score")
    at_top = float(np.mean(values >= top))
    at_bottom = float(np.mean(values <= bottom))
    if highest is None and at_top * len(values) < 2:
        at_top = 0.0
    if lowest is None and at_bottom * len(values) < 2:
        at_bottom = 0.0
    notes = [note for note in (_note("ceiling", at_top), _note("floor", at_bottom)) if note is not None]
    return Ceiling(
        highest=top,
        lowest=bottom,
        at_highest=at_top,
        at_lowest=at_bottom,
        n=len(values),
        stops=max(at_top, at_bottom) > STOP_SHARE,
        notes=tuple(notes),
    )


def _note(code: str, share: float) -> Note | None:
    if share <= WARN_SHARE:
        return None
    en_end, es_end = ("highest", "máxima") if code == "ceiling" else ("lowest", "mínima")
    en_tail, es_tail = (
        "so growth looks smaller or larger than it is",
        "así que el crecimiento se ve deformado",
    )
    if share > STOP_SHARE:
        en_tail, es_tail = "so growth cannot be read from this test", "así que no permite ver el crecimiento"
    return Note(
        code,
        f"{percent(share)} of the students have the {en_end} possible score, {en_tail}.",
        f"El {percent(share, 'es')} de los estudiantes tiene la calificación {es_end} posible, {es_tail}.",
    )
