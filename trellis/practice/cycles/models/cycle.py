"""A cycle, its road and what the team writes on the way."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.cycles.words import CycleState, VoiceKind


class Problem(Identified):
    """A problem of practice: specific, observable, within control, tied to what students need (S0-40).

    Several cycles may work on one problem: the next iteration, or other teams once it is shared (S0-30).

    Purpose: a team solves what it has seen, not what it has heard.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="problems")
    statement = models.TextField(blank=True)
    topic = models.CharField(max_length=60, blank=True)
    answers = models.JSONField(default=dict, blank=True, help_text="Checker: {'about_learning': true, …}.")
    shared_at = models.DateTimeField(
        null=True, blank=True, help_text="Offered to other teams of the district."
    )
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "practice_problem"
        ordering = ("-changed_at", "-id")

    def __str__(self) -> str:
        return f"Problem {self.public_id}"


class Cycle(Identified):
    """A time-boxed run of a template about one need, owned by the whole team.

    States: running -> closed, with a decision. ``safe_to_try`` keeps the whole cycle inside the team until
    ``shown_at`` (S3-20). ``calendar_mark`` tells whether the calendar changed since.

    Purpose: a team changes one thing in its teaching and sees what comes of it.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="cycles")
    template = models.ForeignKey("practice.CycleTemplate", on_delete=models.PROTECT, related_name="cycles")
    name = models.CharField(max_length=255)
    question = models.CharField(max_length=500, blank=True, help_text="What we want to find out (S2-17).")
    state = models.CharField(max_length=20, choices=CycleState, default=CycleState.RUNNING)
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="cycles")
    previous = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="following"
    )
    iteration = models.PositiveSmallIntegerField(default=1)
    student_goal = models.OneToOneField(
        "practice.Goal", null=True, blank=True, on_delete=models.PROTECT, related_name="cycle_as_student_goal"
    )
    educator_goal = models.OneToOneField(
        "practice.Goal",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cycle_as_educator_goal",
    )
    measure = models.ForeignKey(
        "evidence.Measure", null=True, blank=True, on_delete=models.PROTECT, related_name="cycles"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last school day of the last stage.")
    first_meeting_at = models.DateTimeField(null=True, blank=True)
    safe_to_try = models.BooleanField(default=False)
    shown_at = models.DateTimeField(null=True, blank=True)
    calendar_mark = models.CharField(max_length=64, blank=True)
    launched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cycles_launched"
    )
    launched_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_cycle"
        ordering = ("-starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="cycle_order"
            ),
        )

    def __str__(self) -> str:
        return f"Cycle {self.public_id}"

    @property
    def hidden(self) -> bool:
        """Whether it is a trial that its team has not shown yet."""
        return self.safe_to_try and self.shown_at is None


class Stage(models.Model):
    """One stage of a cycle on the calendar. States: ahead -> passed, by its exit checks or with a reason.

    Purpose: the road of the team.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="stages")
    definition = models.ForeignKey(
        "practice.TemplateStage", on_delete=models.PROTECT, related_name="in_cycles"
    )
    position = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    passed_at = models.DateTimeField(null=True, blank=True)
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stages_passed",
    )
    override_reason = models.TextField(blank=True, help_text="Why the team went on with a check still open.")

    class Meta:
        db_table = "practice_stage"
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["cycle", "position"], name="one_stage_a_position"),)

    def __str__(self) -> str:
        return f"Stage {self.position}"


class Answer(models.Model):
    """What the team wrote to one prompt. Everybody writes in the same text; ``version`` finds two at once.

    Purpose: the team's thinking, kept where it happened.
    privacy: staff; keeps: always
    """

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="answers")
    prompt = models.SlugField(max_length=60)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="answers_changed"
    )
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "practice_answer"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["stage", "prompt"], name="one_answer_a_prompt"),)

    def __str__(self) -> str:
        return self.prompt


class Voice(models.Model):
    """What one member said in a cycle: agreed, said the goal in own words, has one thing to try, visited,
    looked back. Saying it again replaces it.

    Purpose: a team decision is everybody's, not the loudest one's.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="voices")
    kind = models.CharField(max_length=20, choices=VoiceKind)
    text = models.TextField(blank=True)
    with_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="voices_with",
    )
    said_at = models.DateTimeField()

    class Meta:
        db_table = "practice_voice"
        ordering = ("said_at", "id")
        constraints = (models.UniqueConstraint(fields=["cycle", "person", "kind"], name="one_voice_a_kind"),)

    def __str__(self) -> str:
        return self.kind


class UseFirst(models.Model):
    """From which use on a strategy is judged, for an organization and everything below it (default 60 %).

    Purpose: a strategy is not blamed for what was not done.
    privacy: none; keeps: always
    """

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="use_first"
    )
    percent = models.PositiveSmallIntegerField(default=60)

    class Meta:
        db_table = "practice_use_first"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(percent__gte=1, percent__lte=100), name="use_first_percent"
            ),
        )

    def __str__(self) -> str:
        return f"{self.percent} %"
