"""What people take on, and what waits for another day."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.meetings.models.meeting import AgendaItem, Meeting
from trellis.practice.meetings.words import StepOutcome, StepState


class ActionStep(Identified):
    """Who does what by when; on the screen a promise. States: open -> done | dropped, with a reason.

    Purpose: what was agreed happens; members answer to one another (S2-15).
    privacy: staff; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="action_steps")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="action_steps")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="action_steps"
    )
    text = models.CharField(max_length=500)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="action_steps")
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=StepState, default=StepState.OPEN)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="action_steps_made"
    )
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_action_step"
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return f"Promise {self.public_id}"


class StepReview(models.Model):
    """What was said of a promise in a meeting, or by its owner between meetings: done, carried, dropped.

    Purpose: the record of a later meeting shows what became of the promises of an earlier one.
    privacy: staff; keeps: always
    """

    step = models.ForeignKey(ActionStep, on_delete=models.CASCADE, related_name="reviews")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="step_reviews"
    )
    outcome = models.CharField(max_length=20, choices=StepOutcome)
    reason = models.CharField(max_length=255, blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="The new day, when carried.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="step_reviews")
    at = models.DateTimeField()

    class Meta:
        db_table = "practice_step_review"
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.outcome


class ParkedQuestion(Identified):
    """A question for another day, from the parking lot or from a member between meetings (S3-13).

    Purpose: a good question is not lost, and does not take over.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey(
        "people.Community", on_delete=models.PROTECT, related_name="parked_questions"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="parked_questions"
    )
    text = models.CharField(max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="parked_questions"
    )
    asked_at = models.DateTimeField()
    taken_up = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="parked_questions"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_parked_question"
        ordering = ("asked_at", "id")

    def __str__(self) -> str:
        return f"Question {self.public_id}"
