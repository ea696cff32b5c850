"""Protocols as they run in a meeting: steps on the server's clock, what people wrote, dots and votes."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.library.models import Protocol, ProtocolStep
from trellis.practice.library.words import Mark
from trellis.practice.meetings.models.meeting import AgendaItem, Meeting
from trellis.practice.meetings.models.people import Attendance
from trellis.practice.meetings.words import RunEventKind, RunState, RunStepState


class ProtocolRun(Identified):
    """A protocol run in a meeting. States: running -> finished. It keeps the version it was started with.

    ``decision`` is the public id of the proposal it ended in. ``guests_take_part``: who leads lets guests by
    name write and vote.

    Purpose: what the team found stays in the record of its meeting.
    privacy: staff; keeps: always
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="protocol_runs")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="protocol_runs"
    )
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="runs")
    question = models.CharField(max_length=500, blank=True, help_text="What this team looks at today.")
    presenter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="protocols_presented",
    )
    state = models.CharField(max_length=20, choices=RunState, default=RunState.RUNNING)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="protocols_started"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=26, blank=True)
    guests_take_part = models.BooleanField(default=False)

    class Meta:
        db_table = "practice_protocol_run"
        ordering = ("started_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(state="running"), name="one_running_protocol"
            ),
        )

    def __str__(self) -> str:
        return f"Run {self.public_id}"


class RunStep(models.Model):
    """One step of a run on the server's clock. States: ahead -> running <-> paused -> done | skipped.

    ``paused_seconds`` were spent in pauses that are over. ``revealed_at``: what was written in silence is
    shown to all from then on. ``closed_at``: dots and votes are shown from then on.

    Purpose: time is kept fairly, and the record shows what was skipped.
    privacy: staff; keeps: always
    """

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="steps")
    definition = models.ForeignKey(ProtocolStep, on_delete=models.PROTECT, related_name="run_steps")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=RunStepState, default=RunStepState.AHEAD)
    planned_seconds = models.PositiveIntegerField()
    added_seconds = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveSmallIntegerField(default=0, help_text="In a round: how many have spoken.")

    class Meta:
        db_table = "practice_run_step"
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["run", "position"], name="one_run_position"),)

    def __str__(self) -> str:
        return f"Step {self.position}"


class RunEvent(models.Model):
    """What was done with the clock: who, when, which step.

    Purpose: skipping and extending is seen, so that the next plan is better.
    privacy: staff; keeps: always
    """

    run = models.ForeignKey(ProtocolRun, on_delete=models.CASCADE, related_name="events")
    step = models.ForeignKey(RunStep, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=RunEventKind)
    seconds = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="run_events")
    at = models.DateTimeField()

    class Meta:
        db_table = "practice_run_event"
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.kind


class RunLine(Identified):
    """One line somebody wrote in a step, marked as seen or thought: a person, or a guest by name. Others see
    it without a name, and in a silent step not before the common reveal. ``rests_on`` is the observation
    behind an inference (S3-35).

    Purpose: every voice counts the same, and guesses are known as guesses.
    privacy: staff; keeps: always
    """

    step = models.ForeignKey(RunStep, on_delete=models.CASCADE, related_name="lines")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="protocol_lines",
    )
    guest = models.ForeignKey(
        Attendance, null=True, blank=True, on_delete=models.CASCADE, related_name="protocol_lines"
    )
    mark = models.CharField(max_length=20, choices=Mark, default=Mark.NOTE)
    text = models.CharField(max_length=500)
    rests_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carries"
    )
    written_at = models.DateTimeField()

    class Meta:
        db_table = "practice_run_line"
        ordering = ("written_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(author__isnull=False) ^ models.Q(guest__isnull=False),
                name="run_line_of_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"Line {self.public_id}"


class RunDot(models.Model):
    """One dot of one person on one line. Nobody sees whose it is; counts are shown when the vote is closed.

    Purpose: a choice of many in a minute.
    privacy: staff; keeps: always
    """

    step = models.ForeignKey(RunStep, on_delete=models.CASCADE, related_name="dots")
    line = models.ForeignKey(RunLine, on_delete=models.CASCADE, related_name="dots")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="protocol_dots",
    )
    guest = models.ForeignKey(
        Attendance, null=True, blank=True, on_delete=models.CASCADE, related_name="protocol_dots"
    )

    class Meta:
        db_table = "practice_run_dot"
        constraints = (
            models.UniqueConstraint(fields=["step", "line", "person"], name="one_dot_a_line"),
            models.UniqueConstraint(fields=["step", "line", "guest"], name="one_dot_a_line_of_a_guest"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ models.Q(guest__isnull=False),
                name="run_dot_of_somebody",
            ),
        )

    def __str__(self) -> str:
        return "Dot"


class RunVote(models.Model):
    """How far one person can go along, from zero to five. Shown as a spread, without names, when all who are
    present are in or the facilitator closes.

    Purpose: low votes are heard before a decision is made.
    privacy: staff; keeps: always
    """

    step = models.ForeignKey(RunStep, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="protocol_votes",
    )
    guest = models.ForeignKey(
        Attendance, null=True, blank=True, on_delete=models.CASCADE, related_name="protocol_votes"
    )
    fingers = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "practice_run_vote"
        constraints = (
            models.UniqueConstraint(fields=["step", "person"], name="one_run_vote"),
            models.UniqueConstraint(fields=["step", "guest"], name="one_run_vote_of_a_guest"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ models.Q(guest__isnull=False),
                name="run_vote_of_somebody",
            ),
            models.CheckConstraint(condition=models.Q(fingers__lte=5), name="run_vote_fingers"),
        )

    def __str__(self) -> str:
        return "Vote"
