"""What a cycle works on, in the words of the state."""

from django.conf import settings
from django.db import models

from trellis.practice.cycles.models.cycle import Cycle


class CycleStandard(models.Model):
    """An academic standard that a cycle works on; ``goal`` when the goal for students names it too (S1-33).

    Purpose: who works on a standard finds those who do, and what came of it.
    privacy: staff; keeps: as the cycle
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="standards")
    standard = models.ForeignKey(
        "evidence.AcademicStandard", on_delete=models.CASCADE, related_name="cycle_links"
    )
    goal = models.ForeignKey(
        "practice.Goal", null=True, blank=True, on_delete=models.SET_NULL, related_name="standards"
    )
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="standards_linked"
    )
    linked_at = models.DateTimeField()

    class Meta:
        db_table = "practice_cycle_standard"
        ordering = ("linked_at", "id")
        constraints = (models.UniqueConstraint(fields=["cycle", "standard"], name="one_link_a_standard"),)

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.standard_id}"
