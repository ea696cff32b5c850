"""What may be said of an effect: from the design written down before, never from the result.

Use comes first: while a strategy was hardly used, nothing is computed at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import override

from trellis.practice.cycles.rules.use import UseSummary
from trellis.practice.cycles.words import StudyKind
from trellis.stats.effects import (
    Attrition,
    BaselineEquivalence,
    EvidenceTier,
    GroupSummary,
    PrePost,
    RecordedDesign,
    attrition,
    baseline_equivalence,
    clustered_comparison,
    evidence_tier,
    hedges_g,
    interrupted_series,
    pre_post_change,
    single_case,
)
from trellis.stats.results import CannotTell, Interval, Language, StatsError

#: With fewer students nothing is said of them beyond their team.
FEWEST_TOLD = 10
_DESIGNS = {
    StudyKind.PRE_POST: "pre_post",
    StudyKind.COMPARISON: "adjusted",
    StudyKind.WEEKS: "time_series",
    StudyKind.SINGLE: "single_case",
}


class Said(Protocol):
    """Whatever says itself in a sentence."""

    def say(self, language: Language = "en") -> str:
        """Return the sentence in a language."""
        ...


@dataclass(frozen=True)
class Student:
    """One student with a number before and, if there, after; ``later`` is in a class that begins later."""

    before: float
    after: float | None
    room: int
    later: bool = False


@dataclass(frozen=True)
class Recorded:
    """What was written down: the comparison, whether in time, and how the students came to be in it."""

    kind: StudyKind
    in_time: bool
    chosen_low: bool = False
    same_task: bool = True
    schools: int = 1


@dataclass(frozen=True)
class Evaluation:
    """What can and cannot be said. ``result`` is empty while it is held back by too little use.

    ``better``: True or False only where the whole range lies on one side; else None. ``n`` counts what the
    range rests on, ``students`` the children behind it.
    """

    kind: StudyKind
    use: UseSummary
    percent: int
    result: Said | None = None
    interval: Interval | None = None
    better: bool | None = None
    n: int = 0
    students: int = 0
    tier: EvidenceTier | None = None
    notes: tuple[Said, ...] = ()
    chosen_low: bool = False
    in_time: bool = True
    same_task: bool = True

    @property
    def held_back(self) -> bool:
        """Whether use is too little, or unknown, for any claim."""
        return not self.use.enough(self.percent)

    @property
    def cannot_tell(self) -> bool:
        """Whether there is no answer, for want of use, of numbers or of a clear range."""
        return self.better is None


def _better(interval: Interval, *, none: float = 0.0, higher: bool = True) -> bool | None:
    if none in interval:
        return None
    return (interval.low > none) is higher


def _mean_sd(values: Sequence[float]) -> tuple[float, float]:
    return float(np.mean(values)), float(np.std(values, ddof=1))


def _pre_post(pairs: Sequence[tuple[float, float]]) -> PrePost:
    before, after = np.array([one for one, _two in pairs]), np.array([two for _one, two in pairs])
    varies = bool(before.std() > 0 and after.std() > 0)
    return PrePost(
        float(before.mean()),
        float(after.mean()),
        float(before.std(ddof=1)),
        float(after.std(ddof=1)),
        len(pairs),
        float(np.clip(np.corrcoef(before, after)[0, 1], -1, 1)) if varies else 0.0,
    )


def too_few(n: int) -> CannotTell:
    """Fewer than three students have both results."""
    return CannotTell(
        "too_few",
        f"{n} students with both results are too few to say anything.",
        f"{n} estudiantes con ambos resultados son muy pocos para decir algo.",
        n,
    )


def evaluate_students(
    students: Sequence[Student], recorded: Recorded, use: UseSummary, percent: int
) -> Evaluation:
    """Evaluate a design that compares students before and after. Nothing is computed below the use wanted."""
    start = Evaluation(
        recorded.kind,
        use,
        percent,
        chosen_low=recorded.chosen_low,
        in_time=recorded.in_time,
        same_task=recorded.same_task,
    )
    if start.held_back:
        return start
    matched = [one for one in students if one.after is not None]
    start = replace(start, n=len(matched), students=len(matched), tier=_tier(recorded, len(matched)))
    if len(matched) < 3:
        return replace(start, result=too_few(len(matched)))
    try:
        if recorded.kind == StudyKind.COMPARISON:
            return _compared(start, students, matched, recorded)
        return _changed(start, students, matched)
    except StatsError as error:
        return replace(start, result=CannotTell(error.reason, error.say("en"), error.say("es"), len(matched)))


def _changed(start: Evaluation, students: Sequence[Student], matched: Sequence[Student]) -> Evaluation:
    found = pre_post_change(
        _pre_post([(one.before, one.after) for one in matched if one.after is not None]), kind="MC"
    )
    if isinstance(found, CannotTell):
        return replace(start, result=found)
    unclear = start.chosen_low or not start.same_task or not start.in_time
    better = None if unclear else _better(found.points_interval)
    lost = _lost(students, matched)
    return replace(
        start, result=found, interval=found.points_interval, better=better, notes=(lost,) if lost else ()
    )


def _lost(students: Sequence[Student], matched: Sequence[Student]) -> CannotTell | None:
    if len(students) == len(matched):
        return None
    n, everybody = len(matched), len(students)
    return CannotTell(
        "lost",
        f"{n} of {everybody} students have both results; the others may have gone another way.",
        f"{n} de {everybody} estudiantes tienen ambos resultados; a los demás pudo irles de otro modo.",
        n,
    )


def _compared(
    start: Evaluation, students: Sequence[Student], matched: Sequence[Student], recorded: Recorded
) -> Evaluation:
    now = [one for one in students if not one.later]
    later = [one for one in students if one.later]
    if min(len(now), len(later)) < 2:
        return replace(start, result=too_few(min(len(now), len(later))))
    lost = attrition(
        len(now),
        sum(one.after is not None for one in now),
        len(later),
        sum(one.after is not None for one in later),
    )
    alike = _alike(now, later)
    tier = _tier(recorded, len(matched), lost, alike)
    notes: tuple[Said, ...] = tuple(one for one in (lost, alike) if one is not None)
    found = clustered_comparison(
        [one.after for one in matched if one.after is not None],
        [float(not one.later) for one in matched],
        [one.before for one in matched],
        [one.room for one in matched],
    )
    if isinstance(found, CannotTell):
        return replace(start, result=found, tier=tier, notes=notes)
    apart = alike is None or alike.verdict == "not_comparable" or lost.zone == "high"
    better = None if apart or not start.in_time else _better(found.interval)
    return replace(start, result=found, interval=found.interval, better=better, tier=tier, notes=notes)


def _alike(now: Sequence[Student], later: Sequence[Student]) -> BaselineEquivalence | None:
    one, two = (_mean_sd([student.before for student in group]) for group in (now, later))
    found = hedges_g(GroupSummary(*one, len(now)), GroupSummary(*two, len(later)))
    return None if isinstance(found, CannotTell) else baseline_equivalence(found.estimate)


def _tier(
    recorded: Recorded,
    students: int,
    lost: Attrition | None = None,
    alike: BaselineEquivalence | None = None,
) -> EvidenceTier:
    """The highest tier of the design; what was written down after the fact is a rationale at best."""
    design = _DESIGNS[recorded.kind] if recorded.in_time else "description"
    return evidence_tier(
        RecordedDesign(
            design,  # type: ignore[arg-type]  # one of the literals of the engine
            students,
            recorded.schools,
            lost.zone if lost else "low",
            alike.verdict if alike else "not_comparable",
        )
    )


def evaluate_points(
    before: Sequence[float],
    after: Sequence[float],
    recorded: Recorded,
    use: UseSummary,
    percent: int,
    *,
    higher: bool,
    evenly: bool,
    signal: bool,
    students: int,
) -> Evaluation:
    """Evaluate a design that reads the chart: the points before and after the day of first use.

    ``evenly`` says whether the points lie about equally far apart, as a series in time needs; ``signal``
    whether the chart's own rules see one. Where two readings differ, the cautious one decides.
    """
    start = Evaluation(recorded.kind, use, percent, in_time=recorded.in_time)
    if start.held_back:
        return start
    n = len(before) + len(after)
    start = replace(start, n=n, students=students, tier=_tier(recorded, students))
    if recorded.kind == StudyKind.SINGLE:
        if not before or not after:
            return replace(start, result=_one_side(n))
        case = single_case(before, after, improvement="increase" if higher else "decrease")
        if isinstance(case, CannotTell):
            return replace(start, result=case)
        better = _better(case.interval, none=0.5)
        return _cautious(start, case, case.interval, better, case.notes, signal)
    if not evenly:
        return replace(start, result=_uneven(n))
    series = interrupted_series([*before, *after], len(before)) if n else _one_side(n)
    if isinstance(series, CannotTell):
        return replace(start, result=series)
    better = _better(series.interval, higher=higher)
    return _cautious(start, series, series.interval, better, series.notes, signal)


def _cautious(
    start: Evaluation,
    result: Said,
    interval: Interval,
    better: bool | None,
    notes: Sequence[Said],
    signal: bool,
) -> Evaluation:
    unseen = better is not None and not signal
    return replace(
        start,
        result=result,
        interval=interval,
        better=None if unseen or not start.in_time else better,
        notes=(*notes, _no_signal(start.n)) if unseen else tuple(notes),
    )


def _no_signal(n: int) -> CannotTell:
    return CannotTell(
        "no_signal",
        "By its own rules the chart does not see a change yet; with so few points it seldom would. "
        "Until both agree, we do not claim one.",
        "Según sus propias reglas la gráfica aún no ve un cambio; con tan pocos puntos rara vez lo vería. "
        "Mientras no coincidan, no afirmamos ninguno.",
        n,
    )


def _one_side(n: int) -> CannotTell:
    return CannotTell(
        "too_few",
        "There are no points on one side of the day of first use.",
        "No hay puntos en uno de los lados del día del primer uso.",
        n,
    )


def _uneven(n: int) -> CannotTell:
    return CannotTell(
        "uneven",
        "The points lie too unevenly in time for this comparison.",
        "Los puntos están demasiado desiguales en el tiempo para esta comparación.",
        n,
    )


def use_said(use: UseSummary, percent: int) -> str:
    """Say use, which comes before anything else."""
    if use.share is None:
        return _("No use is recorded yet; before that, nothing can be said of what it did.")
    words = {"share": int(use.share * 100), "limit": percent}
    if not use.enough(percent):
        return (
            _(
                "It was used for %(share)d %% of what you planned. Below %(limit)d %% nothing is said of "
                "what it did: first use it, or find out what stands in the way."
            )
            % words
        )
    return _("It was used for %(share)d %% of what you planned.") % words


def sentences(found: Evaluation, language: Language) -> list[str]:
    """Say an evaluation to its team: use, result with range, then what stands in the way of more."""
    with override(language):
        said = [use_said(found.use, found.percent)]
        if found.held_back or found.result is None:
            return said
        said.append(found.result.say(language))
        if found.kind == StudyKind.PRE_POST and found.chosen_low:
            said.append(
                _(
                    "These students were chosen because their results were low. Such a group rises on a "
                    "second check by itself, so how much of it is ours cannot be told."
                )
            )
        if found.kind == StudyKind.PRE_POST and not found.same_task:
            said.append(_("Two different checks: part of the change may be an easier or harder one."))
        if not found.in_time:
            said.append(
                _("What is compared was written down after the results were known: this is looking back.")
            )
        return [*said, *(note.say(language) for note in found.notes)]


def family_sentence(found: Evaluation, language: Language) -> str:
    """Say an evaluation to families: no number, no student to be found, and no more than is known."""
    with override(language):
        if found.held_back:
            return _("We have not used our new way enough yet to say whether it helps.")
        if found.students < FEWEST_TOLD:
            return _("There were too few students to say anything about them here.")
        if found.better is None:
            return _("We cannot tell yet whether our new way helped.")
        if not found.better:
            return _("Students did not get further with our new way. We are looking for a better one.")
        if found.kind == StudyKind.COMPARISON:
            return _(
                "Students whose classes used our new way got further than students whose classes begin "
                "later. It is one study of our own, not proof."
            )
        return _("Students can do more than before. We cannot say that our new way is the only reason.")


def reader_sentence(found: Evaluation, language: Language, *, with_numbers: bool) -> str:
    """Say an evaluation in a story: staff read the result with its range, from enough students on."""
    if not with_numbers or found.held_back or found.students < FEWEST_TOLD or found.result is None:
        return family_sentence(found, language)
    return " ".join(sentences(found, language)[1:])
