"""How many students of an assessment reached what a team counts: from a results file to one point."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trellis.evidence.measures.models import Assessment, AssessmentItem, Result
from trellis.evidence.measures.queries.results import administrations_of, standing_results
from trellis.evidence.measures.rules.results import full_points

#: What is counted when it is the number of items that a student has right.
ITEMS_RIGHT = "items"


@dataclass(frozen=True)
class Countable:
    """Something to count by: the items right, or one score. ``most`` is the highest value there is."""

    key: str
    label: str
    most: Decimal


@dataclass(frozen=True)
class Reached:
    """So many of so many students reached it, on the day the task was given."""

    part: int
    whole: int
    on: date | None


def _right(item: AssessmentItem, results: Sequence[Result]) -> set[int] | None:
    """Return the students who have an item right, or nothing when the file does not let us tell."""
    values = [result.value for result in results if result.value is not None]
    most = item.most if item.most is not None else full_points(values)
    if item.answer:
        wanted = item.answer.casefold()
        return {result.attempt.student_id for result in results if result.answer.casefold() == wanted}
    if not most:
        return None
    return {
        result.attempt.student_id for result in results if result.value is not None and result.value >= most
    }


def _values(assessment: Assessment) -> tuple[dict[str, dict[int, Decimal]], list[Countable], date | None]:
    """Return the value of every student by what can be counted, what can be, and the day."""
    window = administrations_of(assessment).first()
    results = list(standing_results(window)) if window else []
    by_item: dict[int, list[Result]] = {}
    for result in results:
        by_item.setdefault(result.item_id, []).append(result)
    everybody = {result.attempt.student_id for result in results}
    counts, told, countable = dict.fromkeys(everybody, Decimal(0)), 0, []
    values: dict[str, dict[int, Decimal]] = {}
    for item in assessment.items.all():
        found = by_item.get(item.pk, [])
        if item.is_score:
            scores = {row.attempt.student_id: row.value for row in found if row.value is not None}
            if scores:
                key = f"score-{item.position}"
                values[key] = scores
                countable.append(Countable(key, item.label, item.most or max(scores.values())))
            continue
        right = _right(item, found)
        if right is not None:
            told += 1
            for student in right:
                counts[student] += 1
    if told:
        values[ITEMS_RIGHT] = counts
        countable.insert(0, Countable(ITEMS_RIGHT, "", Decimal(told)))
    return values, countable, window.given_on if window else None


def countable_in(assessment: Assessment) -> list[Countable]:
    """Return what can be counted in an assessment; empty when no answer can be called right."""
    return _values(assessment)[1]


def reached_in(assessment: Assessment, *, by_what: str, least: Decimal) -> Reached | None:
    """Count the students with at least this much, of those with a result; nothing when it cannot be told.

    For members of the community alone: the caller opens the assessment first.
    """
    values, _countable, on = _values(assessment)
    found = values.get(by_what)
    if not found:
        return None
    return Reached(sum(value >= least for value in found.values()), len(found), on)
