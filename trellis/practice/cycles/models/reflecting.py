"""What somebody notes for themself when they look back."""

from django.conf import settings
from django.db import models

from trellis.practice.cycles.models.cycle import Cycle
from trellis.practice.cycles.words import Depth


class ReflectionDepth(models.Model):
    """How deep a person looked back in a cycle, as they see it. Nobody else ever reads it (S3-04).

    Purpose: one sees oneself grow more reflective, without anybody watching.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="reflection_depths")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reflection_depths"
    )
    depth = models.PositiveSmallIntegerField(choices=Depth)
    rated_at = models.DateTimeField()

    class Meta:
        db_table = "practice_reflection_depth"
        ordering = ("rated_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["cycle", "person"], name="one_reflection_depth_a_cycle"),
        )

    def __str__(self) -> str:
        return f"Depth in cycle {self.cycle_id}"
