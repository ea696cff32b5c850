"""What people changed on the road map of a cycle."""

from django.conf import settings
from django.db import models

from trellis.practice.meetings.models.meeting import Meeting


class RoadMapChange(models.Model):
    """What a team changed by hand of the work of one stage in one meeting: wording, protocol, meeting, order.

    Everything else of the road map is laid anew from calendar, meetings and stages whenever it is read; empty
    fields are as proposed. ``number`` counts the meetings of the stage, 0 is what is left over of it.

    Purpose: the team's own plan stays when the calendar changes.
    privacy: staff; keeps: always
    """

    stage = models.ForeignKey("practice.Stage", on_delete=models.CASCADE, related_name="road_map_changes")
    number = models.PositiveSmallIntegerField()
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="road_map_changes"
    )
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    purpose = models.CharField(max_length=500, blank=True)
    product = models.CharField(max_length=255, blank=True)
    protocol = models.SlugField(max_length=60, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="road_map_changes"
    )
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "practice_road_map_change"
        ordering = ("stage", "number")
        constraints = (models.UniqueConstraint(fields=["stage", "number"], name="one_road_map_change"),)

    def __str__(self) -> str:
        return f"{self.stage_id} {self.number}"
