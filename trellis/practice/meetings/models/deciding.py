"""Decisions made in meetings, and who said what on the way."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.meetings.models.meeting import AgendaItem, Meeting
from trellis.practice.meetings.words import DecisionMethod, DecisionState


class MeetingDecision(Identified):
    """A proposal and what became of it. States: open -> adopted | not adopted | withdrawn.

    What is decided never changes; a new proposal that names it as ``reopens`` can take its place (S3-19).
    ``shown_at``: told to those outside whom it touches, in its own words (S0-38).

    Purpose: people stand by what they decided together, and can read why.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey(
        "people.Community", on_delete=models.PROTECT, related_name="meeting_decisions"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    text = models.CharField(max_length=1000)
    options = models.JSONField(default=list, blank=True, help_text="For a vote: the choices, in order.")
    method = models.CharField(max_length=20, choices=DecisionMethod, default=DecisionMethod.CONSENT)
    quorum = models.PositiveSmallIntegerField(help_text="So many members have to take part.")
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meeting_decisions_by_advice",
    )
    state = models.CharField(max_length=20, choices=DecisionState, default=DecisionState.OPEN)
    outcome = models.CharField(max_length=500, blank=True, help_text="For a vote: the choice that won.")
    review_on = models.DateField(null=True, blank=True)
    reopens = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reopened_by"
    )
    reason = models.CharField(max_length=500, blank=True, help_text="Why it is opened again.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meeting_decisions_proposed"
    )
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_meeting_decision"
        ordering = ("proposed_at", "id")

    def __str__(self) -> str:
        return f"Decision {self.public_id}"


class DecisionVoice(models.Model):
    """What one member said to a proposal: fingers, yes or no, an objection, advice. It can change until it
    is decided.

    Purpose: the record shows who took part.
    privacy: staff; keeps: always
    """

    decision = models.ForeignKey(MeetingDecision, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decision_voices"
    )
    choice = models.CharField(max_length=20)
    words = models.CharField(max_length=500, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        db_table = "practice_decision_voice"
        ordering = ("said_at", "id")
        constraints = (models.UniqueConstraint(fields=["decision", "person"], name="one_decision_voice"),)

    def __str__(self) -> str:
        return self.choice
