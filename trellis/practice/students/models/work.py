"""Student work as pictures without names: piles, pins, scores given before anybody saw another's."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified


class WorkSample(Identified):
    """A picture of student work. It names nobody: names are covered before sending, no student is linked.

    States: in -> taken out (the row and the picture go at once).

    Purpose: the work itself, not only its score, is on the table.
    privacy: student; keeps: 1 year
    """

    assessment = models.ForeignKey(
        "evidence.Assessment", on_delete=models.CASCADE, related_name="work_samples"
    )
    position = models.PositiveSmallIntegerField(help_text="The item it answers.")
    picture = models.BinaryField()
    picture_type = models.CharField(max_length=20)
    pile = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=255, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    anchor = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Points the team agreed on after talking."
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="work_samples"
    )
    added_at = models.DateTimeField()

    class Meta:
        db_table = "practice_work_sample"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"Work {self.public_id}"


class WorkScore(models.Model):
    """What one member would give a piece of work, given without seeing what the others gave.

    Purpose: a team learns where it means different things by the same points.
    privacy: staff; keeps: as the sample
    """

    sample = models.ForeignKey(WorkSample, on_delete=models.CASCADE, related_name="scores")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="work_scores")
    points = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        db_table = "practice_work_score"
        constraints = (models.UniqueConstraint(fields=["sample", "person"], name="one_work_score"),)

    def __str__(self) -> str:
        return f"Score {self.pk}"
