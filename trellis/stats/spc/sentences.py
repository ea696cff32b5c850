"""What a chart may say, in plain English and Spanish. Every claim follows from the numbers handed in."""

from collections.abc import Sequence
from typing import Literal

from trellis.stats.results import Language, Note, in_language, percent, plain_number


def no_points(language: Language) -> str:
    """Nothing measured yet in this phase."""
    return in_language(
        language,
        en="There are no points to look at yet.",
        es="Todavía no hay puntos que mirar.",
    )


def no_baseline(language: Language) -> str:
    """A frozen baseline without a single point."""
    return in_language(
        language,
        en="The baseline has no points, so there is no line to compare the later points with.",
        es="La línea de base no tiene puntos, así que no hay línea con la que comparar los siguientes.",
    )


def no_variation(language: Language, n_points: int) -> str:
    """Every point lies on the line."""
    if n_points == 1:
        return in_language(
            language,
            en="There is one point so far, and one point cannot show a change.",
            es="Hasta ahora hay un solo punto, y un punto no puede mostrar un cambio.",
        )
    return in_language(
        language,
        en=f"All {n_points} points lie on the middle line, so there is no variation to analyse.",
        es=f"Los {n_points} puntos están sobre la línea central, así que no hay variación que analizar.",
    )


def too_early(language: Language, n_useful: int, needed: int) -> str:
    """Fewer useful points than any verdict needs."""
    points = "1 usable point" if n_useful == 1 else f"{n_useful} usable points"
    puntos = "1 punto útil" if n_useful == 1 else f"{n_useful} puntos útiles"
    return in_language(
        language,
        en=f"{points}: too early to tell. With so few, even a real improvement would usually not show; "
        f"keep collecting until there are at least {needed}.",
        es=f"{puntos}: es demasiado pronto para saber. Con tan pocos, ni una mejora real suele notarse; "
        f"sigan reuniendo datos hasta tener al menos {needed}.",
    )


def no_signal(language: Language, power: float) -> str:
    """Ordinary ups and downs, with what this chart could have seen."""
    return in_language(
        language,
        en="This looks like the ordinary ups and downs of this measure. That does not prove that nothing "
        f"changed: a real change of one standard deviation would show on a chart like this about "
        f"{percent(power)} of the time.",
        es="Esto parece la variación normal de esta medida. No prueba que nada haya cambiado: un cambio real "
        f"de una desviación estándar se notaría en un gráfico como este cerca del {percent(power, 'es')} "
        "de las veces.",
    )


def stretch(language: Language, first: int, last: int, labels: Sequence[str] | None) -> str:
    """Where a run stands: by label (dates) where there are any, else by counting points from 1."""
    if labels is not None and len(labels) > last:
        return in_language(
            language, en=f"{labels[first]} to {labels[last]}", es=f"{labels[first]} a {labels[last]}"
        )
    return in_language(
        language, en=f"points {first + 1} to {last + 1}", es=f"puntos {first + 1} a {last + 1}"
    )


def in_100_charts(language: Language, chance: float) -> str:
    """A small probability as a count of charts."""
    times = round(100 * chance)
    if times < 1:
        return in_language(language, en="fewer than 1 in 100 charts", es="menos de 1 de cada 100 gráficos")
    return in_language(
        language, en=f"about {times} in 100 charts", es=f"cerca de {times} de cada 100 gráficos"
    )


def long_run(
    language: Language,
    *,
    length: int,
    side: Literal["above", "below"],
    centre: float,
    frozen: bool,
    stretch: str,
    chance: float,
    weaker: bool,
) -> str:
    """A run longer than chance allows."""
    line = "baseline median" if frozen else "middle line"
    linea = "mediana de la línea de base" if frozen else "línea central"
    lado = "por encima" if side == "above" else "por debajo"
    return in_language(
        language,
        en=f"{length} points in a row ({stretch}) lie {side} the {line} of {plain_number(centre)}; "
        f"unchanged data give a signal in {in_100_charts('en', chance)}. {_what_next('en', weaker)}",
        es=f"{length} puntos seguidos ({stretch}) están {lado} de la {linea} de {plain_number(centre)}; "
        f"los datos sin cambios dan una señal en {in_100_charts('es', chance)}. {_what_next('es', weaker)}",
    )


def few_crossings(language: Language, crossings: int, needed: int, *, chance: float, weaker: bool) -> str:
    """Fewer crossings than chance gives."""
    times = "once" if crossings == 1 else f"{crossings} times"
    veces = "1 vez" if crossings == 1 else f"{crossings} veces"
    return in_language(
        language,
        en=f"The line crosses its middle only {times}, where chance alone usually gives at least {needed}; "
        f"unchanged data give a signal in {in_100_charts('en', chance)}. {_what_next('en', weaker)}",
        es=f"La línea cruza su centro solo {veces}, cuando el azar suele dar al menos {needed}; "
        f"los datos sin cambios dan una señal en {in_100_charts('es', chance)}. {_what_next('es', weaker)}",
    )


def points(language: Language, rows: Sequence[int], labels: Sequence[str] | None) -> str:
    """Some single points by label or number, at most four by name."""
    names = [labels[row] if labels is not None and row < len(labels) else str(row + 1) for row in rows]
    if len(names) > 4:
        more = len(names) - 3
        return in_language(
            language,
            en=f"{', '.join(names[:3])} and {more} more",
            es=f"{', '.join(names[:3])} y {more} más",
        )
    return in_language(language, en=_listed(names, "and"), es=_listed(names, "y"))


def _listed(names: Sequence[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def beyond_limits(language: Language, which: str, count: int, *, chance: float, weaker: bool) -> str:
    """Single points outside the limits."""
    lead = "1 point lies" if count == 1 else f"{count} points lie"
    inicio = "1 punto está" if count == 1 else f"{count} puntos están"
    return in_language(
        language,
        en=f"{lead} outside the limits of ordinary variation ({which}); on unchanged data that happens in "
        f"{in_100_charts('en', chance)}. {_what_next('en', weaker)}",
        es=f"{inicio} fuera de los límites de la variación normal ({which}); con datos sin cambios eso "
        "ocurre "
        f"en {in_100_charts('es', chance)}. {_what_next('es', weaker)}",
    )


def control_run(language: Language, *, length: int | None, crossings: int, needed: int, stretch: str) -> str:
    """No point outside the limits, but the points hang together."""
    if length is not None:
        return in_language(
            language,
            en=f"No point lies outside the limits, but {length} points in a row lie on one side of the "
            "middle "
            f"({stretch}). What else happened then?",
            es=f"Ningún punto está fuera de los límites, pero {length} puntos seguidos están en un mismo "
            "lado "
            f"del centro ({stretch}). ¿Qué más ocurrió en ese momento?",
        )
    return in_language(
        language,
        en=f"No point lies outside the limits, but the line crosses its middle only {crossings} times where "
        f"chance alone usually gives at least {needed}. What else happened then?",
        es=f"Ningún punto está fuera de los límites, pero la línea cruza su centro solo {crossings} veces "
        f"cuando el azar suele dar al menos {needed}. ¿Qué más ocurrió en ese momento?",
    )


def inside_limits(language: Language) -> str:
    """Nothing special on a control chart."""
    return in_language(
        language,
        en="All points lie within the limits of ordinary variation. That does not prove that nothing "
        "changed.",
        es="Todos los puntos están dentro de los límites de la variación normal. Eso no prueba que nada haya "
        "cambiado.",
    )


def trial_limits(n_points: int) -> Note:
    """Limits from few points."""
    return Note(
        "trial_limits",
        f"The limits rest on {n_points} points; they are trial limits and will move as more data come in.",
        f"Los límites se basan en {n_points} puntos; son provisionales y cambiarán con más datos.",
    )


def over_dispersed(phi: float, kind: Literal["p", "u"]) -> Note:
    """A P or U chart whose limits are too tight."""
    better = "P'" if kind == "p" else "U'"
    shown = plain_number(phi, 2)
    return Note(
        "over_dispersed",
        f"The points vary more than these limits assume (over-dispersion {shown}); use a {better} chart.",
        f"Los puntos varían más de lo que suponen estos límites (sobredispersión {shown}); use el gráfico "
        f"{better}.",
    )


def _what_next(language: Language, weaker: bool) -> str:
    if weaker:
        return in_language(
            language,
            en="Neighbouring points move together here, so take it as weaker evidence than that.",
            es="Aquí los puntos vecinos se mueven juntos, así que es una prueba más débil que eso.",
        )
    return in_language(language, en="What else happened then?", es="¿Qué más ocurrió en ese momento?")


def short_baseline(points: int, wanted: int) -> Note:
    """The frozen baseline has few points."""
    return Note(
        "short_baseline",
        f"The baseline has {points} points; its middle is uncertain below {wanted}.",
        f"La línea de base tiene {points} puntos; con menos de {wanted} su centro es incierto.",
    )


def many_on_line(on_line: int, points: int) -> Note:
    """Most points sit exactly on the line and say nothing."""
    return Note(
        "many_on_line",
        f"{on_line} of {points} points lie exactly on the middle line, so they cannot show a change.",
        f"{on_line} de {points} puntos están justo sobre la línea central, así que no muestran un cambio.",
    )
