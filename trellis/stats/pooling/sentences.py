"""The sentences of pooled results, so that two- and three-level results speak alike."""

from trellis.stats.results import Interval, Language, in_language, plain_number

FEW = 5  # below this many teams: too few to generalise


def pooled_sentence(
    language: Language,
    estimate: float,
    interval: Interval,
    prediction: Interval,
    k: int,
    *,
    schools: int | None = None,
) -> str:
    """Average, plausible range and what to expect in a new team; no claim where the range includes zero."""
    mean = plain_number(estimate, 2)
    low, high = plain_number(interval.low, 2), plain_number(interval.high, 2)
    ahead_low, ahead_high = plain_number(prediction.low, 2), plain_number(prediction.high, 2)
    where = in_language(language, en=f"{k} teams", es=f"{k} equipos")
    if schools is not None:
        where = in_language(
            language, en=f"{k} teams in {schools} schools", es=f"{k} equipos de {schools} escuelas"
        )
    if (schools or k) < FEW:
        return in_language(
            language,
            en=(
                f"{where} tried it, too few to generalise: the average effect is {mean} "
                f"(plausible {low} to {high})."
            ),
            es=(
                f"Lo probaron {where}, muy pocos para generalizar: el efecto medio es {mean} "
                f"(plausible de {low} a {high})."
            ),
        )
    if 0.0 in interval:
        return in_language(
            language,
            en=(
                f"{where} tried it; the average effect is {mean}, but anything from {low} to {high} "
                "is plausible, so we cannot tell whether it helps."
            ),
            es=(
                f"Lo probaron {where}; el efecto medio es {mean}, pero todo entre {low} y {high} "
                "es plausible: no se puede decir si ayuda."
            ),
        )
    return in_language(
        language,
        en=(
            f"{where} tried it; the average effect is {mean} (plausible {low} to {high}). "
            f"In a new team, expect between {ahead_low} and {ahead_high}."
        ),
        es=(
            f"Lo probaron {where}; el efecto medio es {mean} (plausible de {low} a {high}). "
            f"En un equipo nuevo, espere entre {ahead_low} y {ahead_high}."
        ),
    )
