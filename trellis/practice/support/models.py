"""What teams ask each other for, and what came of it."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.support.words import Reach


class HelpAsk(Identified):
    """A team asks other teams for help with a topic. States: open -> closed.

    ``to_leaders``: leaders of the place read it too; by itself they do not. ``cycle``: in which the team is
    stuck (S3-15); only the team itself is told which one.

    Purpose: saying that one is stuck is strength, and somebody near has been there.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="help_asked")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="help_asked"
    )
    cycle = models.ForeignKey(
        "practice.Cycle", null=True, blank=True, on_delete=models.SET_NULL, related_name="help_asked"
    )
    topic = models.CharField(max_length=120)
    text = models.TextField(blank=True, help_text="What was tried, what would help. No names of students.")
    reach = models.CharField(max_length=20, choices=Reach, default=Reach.SCHOOL)
    to_leaders = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_help_ask"
        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return f"Help {self.public_id}"


class HelpAnswer(Identified):
    """What another team offers. The team that asked reads it, and the team that answers.

    Purpose: both teams know that they can turn to each other.
    privacy: staff; keeps: always
    """

    ask = models.ForeignKey(HelpAsk, on_delete=models.CASCADE, related_name="answers")
    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="help_given")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="help_given")
    text = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "practice_help_answer"
        ordering = ("answered_at", "id")

    def __str__(self) -> str:
        return f"Answer {self.public_id}"
