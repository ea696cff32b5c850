"""What a team does: strategy, theory, prediction, use."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.cycles.models.cycle import Cycle
from trellis.practice.cycles.models.thinking import Cause, Evidence
from trellis.practice.cycles.words import Material, StudentsDid, Used


class StrategyInUse(Identified):
    """What the team does differently in this cycle: who, what, how often, from when (S0-16, S0-44).

    Purpose: a change in teaching is named apart from the goal it serves.
    privacy: staff; keeps: always
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="strategy")
    card = models.ForeignKey(
        "practice.Strategy", null=True, blank=True, on_delete=models.PROTECT, related_name="in_use"
    )
    name = models.CharField(max_length=255)
    practice_change = models.TextField(help_text="Who does what differently.")
    times_a_week = models.PositiveSmallIntegerField()
    material = models.CharField(max_length=255, blank=True)
    gives_up = models.CharField(max_length=255, blank=True, help_text="What we stop doing to make room.")
    cause = models.ForeignKey(
        Cause, null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_by"
    )
    serves = models.ForeignKey(
        "practice.Goal", null=True, blank=True, on_delete=models.SET_NULL, related_name="strategies"
    )
    starts_on = models.DateField(null=True, blank=True, help_text="The day of first use.")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "practice_strategy_in_use"

    def __str__(self) -> str:
        return self.name


class PlanStep(Identified):
    """A step of putting the strategy into practice: what, who, by when, with what (S0-45).

    Purpose: the plan is small enough to begin.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="plan_steps")
    text = models.CharField(max_length=255)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_steps")
    due_on = models.DateField()
    material = models.CharField(max_length=255, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_plan_step"
        ordering = ("due_on", "id")

    def __str__(self) -> str:
        return f"Step {self.public_id}"


class Theory(models.Model):
    """The theory of action: one sentence with blanks, and what would show it wrong. Old wordings stay.

    Purpose: a team says why it believes this will work, so that it can learn when it does not.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="theories")
    version = models.PositiveIntegerField()
    if_we = models.CharField(max_length=500, help_text="Practice change and how often.")
    with_whom = models.CharField(max_length=255)
    then = models.CharField(max_length=500, help_text="What students will do; measure and date.")
    because = models.CharField(max_length=500)
    wrong_if = models.CharField(max_length=500, help_text="What we would see if we were wrong.")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="theories_written"
    )
    written_at = models.DateTimeField()

    class Meta:
        db_table = "practice_theory"
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=["cycle", "version"], name="one_theory_version"),)

    def __str__(self) -> str:
        return f"Theory, version {self.version}"


class Experiment(Identified):
    """The test of the theory: a prediction written and locked before any result (S0-47).

    States: draft -> locked. A locked prediction never changes.

    Purpose: surprise is only possible for those who said what they expected.
    privacy: staff; keeps: always
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="experiment")
    low = models.DecimalField(max_digits=12, decimal_places=2)
    high = models.DecimalField(max_digits=12, decimal_places=2)
    by_on = models.DateField()
    words = models.TextField(blank=True, help_text="For whom it may go differently.")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="predictions_written"
    )
    written_at = models.DateTimeField()
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predictions_locked",
    )
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_experiment"
        constraints = (
            models.CheckConstraint(condition=models.Q(high__gte=models.F("low")), name="prediction_order"),
        )

    def __str__(self) -> str:
        return f"Prediction {self.public_id}"


class Adjustment(Identified):
    """What the team does differently from a day on, why, and what it saw that in (S3-37, S2-29).

    Seen in a point of the chart, in a piece of evidence, or in both.

    Purpose: a strategy gets better by corrections that can be looked up.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="adjustments")
    adjusted_on = models.DateField(help_text="From this day on it is done so.")
    what = models.CharField(max_length=500, help_text="What we do differently from now on.")
    because = models.CharField(max_length=500)
    point = models.ForeignKey(
        "evidence.DataPoint", null=True, blank=True, on_delete=models.PROTECT, related_name="adjustments"
    )
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="adjustments"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="adjustments_written"
    )
    written_at = models.DateTimeField()

    class Meta:
        db_table = "practice_adjustment"
        ordering = ("adjusted_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(point__isnull=False) | models.Q(evidence__isnull=False),
                name="adjustment_seen_in",
            ),
        )

    def __str__(self) -> str:
        return f"Adjustment {self.public_id}"


class UseRecord(Identified):
    """One member's week with the strategy, in three taps: what I did, what students did, which material
    (S4-19). A later one for the same week replaces it.

    Purpose: use is known before effect is judged.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="use_records")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="use_records")
    week = models.DateField(help_text="The Monday of the week.")
    used = models.CharField(max_length=20, choices=Used)
    students_did = models.CharField(max_length=20, choices=StudentsDid, blank=True)
    material = models.CharField(max_length=20, choices=Material, blank=True)
    students_words = models.CharField(max_length=500, blank=True)
    own_words = models.CharField(max_length=500, blank=True)
    material_words = models.CharField(max_length=255, blank=True)
    client_id = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "practice_use_record"
        ordering = ("week", "id")
        constraints = (
            models.UniqueConstraint(fields=["cycle", "person", "week"], name="one_use_record_a_week"),
        )

    def __str__(self) -> str:
        return f"{self.week:%Y-%m-%d}"
