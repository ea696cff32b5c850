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
    wide: Interval | None = None,
) -> str:
    """Average, plausible range and what to expect in a new team; no claim where the range includes zero.

    ``wide``: the range in a new team with the uncertain spread taken in; named where it reads otherwise.
    """
    shown = {
        "mean": plain_number(estimate, 2),
        "low": plain_number(interval.low, 2),
        "high": plain_number(interval.high, 2),
        "ahead_low": plain_number(prediction.low, 2),
        "ahead_high": plain_number(prediction.high, 2),
        "k": k,
        "schools": schools,
    }
    clear = interval.low > 0.0 or interval.high < 0.0  # false, too, where there is no range
    which = "few" if (schools or k) < FEW else "clear" if clear else "unclear"
    who = in_language(language, en="{k} teams", es="{k} equipos")
    if schools is not None:
        who = in_language(
            language, en="{k} teams in {schools} schools", es="{k} equipos de {schools} escuelas"
        )
    said = _SENTENCES[which][language].format(who=who.format(**shown), **shown)
    if which != "clear" or wide is None:
        return said
    low, high = plain_number(wide.low, 2), plain_number(wide.high, 2)
    if (low, high) == (shown["ahead_low"], shown["ahead_high"]):
        return said
    more = in_language(
        language,
        en=f"; the spread is uncertain with so few teams, so to be on the safe side {low} to {high}.",
        es=f"; con tan pocos equipos la dispersión es incierta, así que, para mayor seguridad, "
        f"de {low} a {high}.",
    )
    return said.removesuffix(".") + more


_SENTENCES: dict[str, dict[Language, str]] = {
    "few": {
        "en": (
            "{who} tried it, too few to generalise: the average effect is {mean} (plausible {low} to {high})."
        ),
        "es": (
            "Lo probaron {who}, muy pocos para generalizar: el efecto medio es {mean} "
            "(plausible de {low} a {high})."
        ),
    },
    "unclear": {
        "en": (
            "{who} tried it; the average effect is {mean}, but anything from {low} to {high} "
            "is plausible, so we cannot tell whether it helps."
        ),
        "es": (
            "Lo probaron {who}; el efecto medio es {mean}, pero todo entre {low} y {high} "
            "es plausible: no se puede decir si ayuda."
        ),
    },
    "clear": {
        "en": (
            "{who} tried it; the average effect is {mean} (plausible {low} to {high}). "
            "In a new team, expect between {ahead_low} and {ahead_high}."
        ),
        "es": (
            "Lo probaron {who}; el efecto medio es {mean} (plausible de {low} a {high}). "
            "En un equipo nuevo, espere entre {ahead_low} y {ahead_high}."
        ),
    },
}
