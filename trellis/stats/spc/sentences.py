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
