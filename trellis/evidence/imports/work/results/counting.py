"""Settles which of several valid attempts of a student in a window counts."""

from collections.abc import Sequence
from typing import Any

from trellis.evidence.imports.work.dialect import run

_ORDERS = {
    "last": "a.taken_on DESC NULLS LAST, a.id DESC",
    "first": "a.taken_on NULLS LAST, a.id",
    "best": "best.value DESC NULLS LAST, a.id",
}
_BEST = (
    "LEFT JOIN (SELECT r.attempt_id, MAX(r.value) AS value FROM evidence_result AS r "
    "JOIN evidence_assessment_item AS i ON i.id = r.item_id AND i.kind = 'whole' "
    "WHERE r.method IN ('scale', 'points') GROUP BY r.attempt_id) AS best ON best.attempt_id = a.id"
)


def settle_counting(template: dict[str, Any], touched: str, parameters: Sequence[Any] = ()) -> None:
    """Let one attempt of each student in a window count, by the rule of a template; one statement.

    Args:
        touched: SQL that is true for the attempts to look at; students and windows must be whole in it.
    """
    rule = template.get("rule", "last")
    # one valid attempt alone counts already, unless the one that counted went
    unsettled = (
        "SELECT administration_id, student_id FROM evidence_attempt WHERE superseded_at IS NULL "
        f"AND validity = 'valid' AND {touched} GROUP BY administration_id, student_id "
        "HAVING COUNT(*) > 1 OR MAX(CASE WHEN counts THEN 1 ELSE 0 END) = 0"
    )
    ranked = (
        "SELECT a.id, a.counts, ROW_NUMBER() OVER "
        f"(PARTITION BY a.administration_id, a.student_id ORDER BY {_ORDERS[rule]}) AS place "
        f"FROM evidence_attempt AS a JOIN ({unsettled}) AS t ON t.administration_id = a.administration_id "
        f"AND t.student_id = a.student_id {_BEST if rule == 'best' else ''} "
        "WHERE a.superseded_at IS NULL AND a.validity = 'valid'"
    )
    run(
        "UPDATE evidence_attempt SET counts = NOT counts WHERE id IN "
        f"(SELECT id FROM ({ranked}) AS q WHERE (place = 1) <> counts)",
        parameters,
    )


def settle_beside(template: dict[str, Any], attempts: Sequence[int]) -> None:
    """Settle which attempt counts where these attempts are of the same student in the same window."""
    marks = ", ".join(["%s"] * len(attempts))
    settle_counting(
        template,
        "(administration_id, student_id) IN "
        f"(SELECT administration_id, student_id FROM evidence_attempt WHERE id IN ({marks}))",
        attempts,
    )
