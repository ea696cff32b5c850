"""Practical measures: what a community watches, and its points over time."""

from django.conf import settings
from django.db import models

from trellis.evidence.measures.words import Better, MeasureKind, Unit
from trellis.kit.models import Identified


class Measure(Identified):
    """What a community watches over time, e.g. the share of students with 2 of 3 right on Thursday's slip.

    States: in use -> retired (``retired_on``). Its points are sums over classes, never of one student.

    Purpose: a team sees whether what it does changes anything.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="measures")
    name = models.CharField(max_length=255, help_text="What one point is, in words that fit under a chart.")
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=MeasureKind, default=MeasureKind.PRACTICAL)
    unit = models.CharField(max_length=20, choices=Unit, default=Unit.PERCENT)
    better = models.CharField(max_length=10, choices=Better, default=Better.HIGHER)
    source = models.CharField(
        max_length=255, blank=True, help_text="Where it is read off: “Thursday exit slip”."
    )
    classes = models.PositiveSmallIntegerField(default=1, help_text="How many classes hand in each time.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="measures_made"
    )
    made_at = models.DateTimeField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "evidence_measure"
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class DataPoint(Identified):
    """One point of a measure on one day. A correction replaces the point; the journal keeps that it happened.

    States: live -> taken back (``taken_back_at``). ``value`` is in the unit of the measure; for a share it is
    computed from ``part`` of ``whole`` where these are known.

    Purpose: the run chart.
    privacy: staff; keeps: always
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="points")
    on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=4)
    part = models.PositiveIntegerField(null=True, blank=True, help_text="How many reached it.")
    whole = models.PositiveIntegerField(null=True, blank=True, help_text="Of how many students.")
    classes_in = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=255, blank=True, help_text="What was different this time.")
    client_id = models.CharField(max_length=64, blank=True, help_text="Given by a device that was offline.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="data_points_recorded"
    )
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_data_point"
        ordering = ("on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["measure", "on"],
                condition=models.Q(taken_back_at__isnull=True),
                name="one_live_point_a_day",
            ),
            models.UniqueConstraint(
                fields=["measure", "client_id"],
                condition=~models.Q(client_id=""),
                name="one_point_per_client_id",
            ),
            models.CheckConstraint(
                condition=models.Q(whole__isnull=True)
                | models.Q(part__isnull=False, part__lte=models.F("whole"), whole__gte=1),
                name="part_of_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"

    @property
    def partial(self) -> bool:
        """Whether classes are still to come."""
        return self.classes_in is not None and self.classes_in < self.measure.classes
