"""Results by academic standard: which standards are weak, over all items that show them (S0-27, S1-33)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from trellis.evidence.measures.models import Administration
from trellis.evidence.measures.queries.results import standing_results
from trellis.evidence.roster.models import Student
from trellis.evidence.standards.models import AcademicStandard


@dataclass(frozen=True)
class StandardLine:
    """One standard: points of how many, over the items that show it, for students with a result."""

    standard: AcademicStandard
    points: Decimal
    full: Decimal
    students: int
    items: int

    @property
    def share(self) -> float:
        """Share of the points, 0 to 1."""
        return float(self.points / self.full) if self.full else 0.0


def results_by_standard(
    administration: Administration, students: QuerySet[Student] | Sequence[Student]
) -> list[StandardLine]:
    """Return the standards of a window for some students, the weakest first.

    Only items with full points count, and only results that are numbers: what was not tested is left out of
    both sums. Whether somebody may read them is decided before.
    """
    results = (
        standing_results(administration, students)
        .filter(value__isnull=False, item__most__gt=0, item__standards__isnull=False)
        .values_list("item_id", "item__most", "value", "attempt__student_id", "item__standards")
    )
    sums: dict[int, list[Decimal]] = {}
    who: dict[int, set[int]] = {}
    items: dict[int, set[int]] = {}
    for item, most, value, student, standard in results:
        points = sums.setdefault(standard, [Decimal(0), Decimal(0)])
        points[0] += value or Decimal(0)
        points[1] += most or Decimal(0)
        who.setdefault(standard, set()).add(student)
        items.setdefault(standard, set()).add(item)
    found = AcademicStandard.objects.in_bulk(sums)
    lines = [
        StandardLine(found[pk], points, full, len(who[pk]), len(items[pk]))
        for pk, (points, full) in sums.items()
    ]
    return sorted(lines, key=lambda line: (line.share, line.standard.code))
