"""Templates, strategies and learning designs: content as data, loaded from files, versioned."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from trellis.kit.models import Identified
from trellis.practice.library.words import Activity, EvidenceStrength, Speaks, StepMode


def in_language(texts: dict[str, str]) -> str:
    """Return the text in the reader's language, else in English."""
    return texts.get((get_language() or "en")[:2]) or texts.get("en", "")


class CycleTemplate(Identified):
    """A way of going round: the definition of a cycle's stages (content, 7.1). Versions stay, so that a
    running cycle keeps the template it was started with.

    Purpose: teams follow a road that others have walked.
    privacy: none; keeps: always
    """

    key = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    names = models.JSONField(help_text="By language: {'en': …, 'es': …}.")
    summaries = models.JSONField()
    weeks_min = models.PositiveSmallIntegerField()
    weeks_max = models.PositiveSmallIntegerField()
    weeks_usual = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_cycle_template"
        ordering = ("position", "key", "-version")
        constraints = (models.UniqueConstraint(fields=["key", "version"], name="one_template_version"),)

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.names)

    @property
    def summary(self) -> str:
        """One or two sentences in the reader's language."""
        return in_language(self.summaries)


class TemplateStage(models.Model):
    """One stage of a template: why, prompts, evidence, exit checks, protocols, length.

    Purpose: what to do, how long, and when it is done.
    privacy: none; keeps: always
    """

    template = models.ForeignKey(CycleTemplate, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    names = models.JSONField()
    purposes = models.JSONField(help_text="Why this stage is worth the time.")
    prompts = models.JSONField(help_text="[{'key', 'en', 'es'}]")
    evidence = models.JSONField(help_text="[{'en', 'es'}]")
    checks = models.JSONField(help_text="['chart_points:3', …], see CheckName.")
    tools = models.JSONField(default=list, help_text="['problem', 'causes', …]: pages the stage offers.")
    protocols = models.JSONField(default=list, help_text="[{'en', 'es'}]")
    weeks = models.PositiveSmallIntegerField(help_text="Usual length in school weeks.")
    core = models.BooleanField(
        default=True, help_text="Core to the model; False: a team may shape or skip it."
    )

    class Meta:
        db_table = "practice_template_stage"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["template", "position"], name="one_stage_position"),
            models.UniqueConstraint(fields=["template", "key"], name="one_stage_key"),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.names)

    @property
    def purpose(self) -> str:
        """The reason in the reader's language."""
        return in_language(self.purposes)


class Strategy(Identified):
    """Something teachers can do differently, with what is known of it.

    Purpose: nobody starts from an empty page.
    privacy: none; keeps: always
    """

    key = models.SlugField(max_length=60, unique=True)
    version = models.PositiveIntegerField()
    names = models.JSONField()
    practice_changes = models.JSONField(help_text="Who does what differently, by language.")
    times_a_week = models.PositiveSmallIntegerField(default=3)
    strength = models.CharField(max_length=20, choices=EvidenceStrength)
    evidence_notes = models.JSONField(help_text="What is known and what is not, by language.")
    topics = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "practice_strategy"
        ordering = ("key",)
        verbose_name_plural = "strategies"

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.names)

    @property
    def practice_change(self) -> str:
        """Who does what differently, in the reader's language."""
        return in_language(self.practice_changes)

    @property
    def evidence_note(self) -> str:
        """What is known of it, in the reader's language."""
        return in_language(self.evidence_notes)


class LearningDesign(Identified):
    """A way for adults to learn together (content, 7.12), with time, cost and what it is best for.

    Purpose: a team chooses how it learns by fit, not by habit.
    privacy: none; keeps: always
    """

    key = models.SlugField(max_length=60, unique=True)
    version = models.PositiveIntegerField()
    names = models.JSONField()
    best_for = models.JSONField(help_text="By language.")
    suits = models.JSONField(default=list, help_text="['content', 'pedagogy', 'students', 'classroom']")
    hours = models.DecimalField(
        max_digits=5, decimal_places=1, help_text="Usual hours of one round, per person."
    )
    cost = models.PositiveSmallIntegerField(help_text="0 nothing, 1 cover for a lesson, 2 money.")
    people_min = models.PositiveSmallIntegerField(default=2)
    strength = models.CharField(max_length=20, choices=EvidenceStrength)
    position = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "practice_learning_design"
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.names)

    @property
    def fits(self) -> str:
        """What it is best for, in the reader's language."""
        return in_language(self.best_for)


class StrategyCard(Identified):
    """A team's own strategy, written down in one tap when a member told what helped.

    Purpose: what works in one room can be tried in the others.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.CASCADE, related_name="strategy_cards")
    name = models.CharField(max_length=120)
    practice_change = models.TextField(help_text="What the teacher does, so that a colleague can do it.")
    material = models.CharField(max_length=255, blank=True)
    topic = models.CharField(max_length=120, blank=True, help_text="The need it answered.")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strategies_told"
    )
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strategies_captured"
    )
    captured_at = models.DateTimeField()

    class Meta:
        db_table = "practice_strategy_card"
        ordering = ("-captured_at", "-id")

    def __str__(self) -> str:
        return self.name


class Protocol(Identified):
    """A way to run a part of a meeting: steps with minutes, who may speak, what to ask (content, 7.2).
    Versions stay, so that a run keeps the steps it was started with. ``origin`` is credit only: all words are
    ours.

    Purpose: a team leans on a structure that others have proven.
    privacy: none; keeps: always
    """

    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField()
    names = models.JSONField()
    origin = models.CharField(max_length=255)
    purposes = models.JSONField()
    uses = models.JSONField(help_text="['data', 'work', …], see ProtocolUse.")
    activity = models.CharField(max_length=20, choices=Activity)
    people_min = models.PositiveSmallIntegerField()
    people_max = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(help_text="The sum of its steps.")
    with_practice = models.BooleanField(default=False, help_text="For a facilitator with practice.")
    bring = models.JSONField(default=dict, help_text="What has to be there before, by language.")
    digest = models.CharField(max_length=64)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_protocol"
        ordering = ("number", "-version")
        constraints = (models.UniqueConstraint(fields=["key", "version"], name="one_protocol_version"),)

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.names)

    @property
    def purpose(self) -> str:
        """What it is for, in the reader's language."""
        return in_language(self.purposes)

    @property
    def to_bring(self) -> str:
        """What has to be there before, in the reader's language."""
        return in_language(self.bring)


class ProtocolStep(models.Model):
    """One step of a protocol: minutes, mode, who may speak, prompt, what is written, the facilitator's card.

    Purpose: everyone knows what to do now, and the facilitator knows what to say.
    privacy: none; keeps: always
    """

    protocol = models.ForeignKey(Protocol, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=20, choices=StepMode)
    speaks = models.CharField(max_length=20, choices=Speaks)
    names = models.JSONField()
    prompts = models.JSONField()
    card = models.JSONField(help_text="{'say': {…}, 'watch': {…}, 'short': {…}}, each by language.")
    marks = models.JSONField(default=list, help_text="What lines are written: ['observation', …]; or none.")
    note = models.JSONField(default=dict, help_text="What to write down, by language.")
    dots = models.JSONField(default=dict, help_text="{'each': 3, 'on': 2}: dots each, on lines of a step.")

    class Meta:
        db_table = "practice_protocol_step"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["protocol", "position"], name="one_protocol_position"),
        )

    def __str__(self) -> str:
        return f"{self.protocol_id} step {self.position}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.names)

    @property
    def prompt(self) -> str:
        """What is asked, in the reader's language."""
        return in_language(self.prompts)

    @property
    def to_write(self) -> str:
        """What to write down, in the reader's language; empty when nothing is."""
        return in_language(self.note)

    @property
    def say(self) -> str:
        """What the facilitator says."""
        return in_language(self.card["say"])

    @property
    def watch(self) -> str:
        """What the facilitator watches for."""
        return in_language(self.card["watch"])

    @property
    def short(self) -> str:
        """What to do when time is short."""
        return in_language(self.card["short"])


class StageProtocols(models.Model):
    """Which protocols suit a stage of a cycle template, best first (S4-33).

    Purpose: nobody has to search for a structure when a stage begins.
    privacy: none; keeps: always
    """

    template_key = models.SlugField(max_length=40)
    stage_key = models.SlugField(max_length=40)
    protocols = models.JSONField(help_text="Keys of protocols, best first.")

    class Meta:
        db_table = "practice_stage_protocols"
        ordering = ("id",)
        verbose_name_plural = "stage protocols"
        constraints = (
            models.UniqueConstraint(fields=["template_key", "stage_key"], name="one_mapping_a_stage"),
        )

    def __str__(self) -> str:
        return f"{self.template_key} {self.stage_key}"


class AgendaTemplate(Identified):
    """An agenda to start from: items with minutes, kind and part of the room (content, 7.5).

    Purpose: an agenda is made in a minute and its time adds up.
    privacy: none; keeps: always
    """

    key = models.SlugField(max_length=60, unique=True)
    version = models.PositiveIntegerField()
    names = models.JSONField()
    summaries = models.JSONField()
    minutes = models.PositiveSmallIntegerField(help_text="The sum of its items.")
    items = models.JSONField(help_text="[{'minutes', 'kind', 'part', 'names', 'protocol'?}, …]")
    position = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "practice_agenda_template"
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.names)

    @property
    def summary(self) -> str:
        """What it is for, in the reader's language."""
        return in_language(self.summaries)
