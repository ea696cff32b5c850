"""Goals: measurable, dated, in pairs."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.goals.words import Direction, GoalKind, GoalType


class Goal(Identified):
    """A wanted result: who, by which measure, from where, to where, by when (S0-43).

    States: open -> done with (``ended_at``). A baseline may be unknown, but then it says so.

    Purpose: everyone can tell what we aim for and whether we are there.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="goals")
    kind = models.CharField(max_length=20, choices=GoalKind)
    type = models.CharField(max_length=20, choices=GoalType, default=GoalType.OUTCOME)
    pair = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="paired_with"
    )
    who = models.CharField(max_length=255, help_text="Which students, or who of us.")
    measure = models.ForeignKey(
        "evidence.Measure", null=True, blank=True, on_delete=models.PROTECT, related_name="goals"
    )
    measured_by = models.CharField(max_length=255, help_text="In words: what is counted or read off.")
    unit = models.CharField(max_length=20, blank=True, help_text="Written behind the numbers: “%”.")
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    baseline_unknown = models.BooleanField(default=False, help_text="Unknown, will collect.")
    target = models.DecimalField(max_digits=12, decimal_places=2)
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.UP)
    due_on = models.DateField()
    equity_note = models.CharField(
        max_length=500, blank=True, help_text="Which students start furthest away."
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="goals_written"
    )
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_goal"
        ordering = ("-written_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(baseline__isnull=False, baseline_unknown=False)
                | models.Q(baseline__isnull=True, baseline_unknown=True),
                name="baseline_or_unknown",
            ),
        )

    def __str__(self) -> str:
        return f"Goal {self.public_id}"
