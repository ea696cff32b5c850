"""Who takes a class so that its teacher can come to a meeting."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.meetings.models.meeting import Meeting
from trellis.practice.meetings.words import CoverState


class CoverAsk(Identified):
    """A member asks a colleague to take their class while the team meets. States: asked -> yes | no |
    withdrawn. ``lesson`` is the period as the bell schedule calls it, empty where none is known.

    Purpose: nobody misses the meeting of their team because of a class.
    privacy: staff; keeps: 1 year after the meeting
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="cover_asks")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covers_asked_for"
    )
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covers_asked")
    lesson = models.CharField(max_length=40, blank=True)
    message = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=20, choices=CoverState, default=CoverState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_cover_ask"
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "member", "asked"], name="one_cover_ask"),
            models.UniqueConstraint(
                fields=["meeting", "member"], condition=models.Q(state="yes"), name="one_cover"
            ),
        )

    def __str__(self) -> str:
        return f"Cover {self.public_id}"
