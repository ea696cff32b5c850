"""What a team finds out before it acts: needs, evidence, causes, ideas."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.cycles.models.cycle import Cycle
from trellis.practice.cycles.words import EvidenceKind, NeedSide


class Need(models.Model):
    """What students cannot yet do or experience, and what we need to learn to teach it (S1-13).

    Purpose: student learning is the aim; adult learning is the way.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="needs")
    side = models.CharField(max_length=20, choices=NeedSide)
    statement = models.TextField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="needs_changed"
    )
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "practice_need"
        ordering = ("-side",)
        constraints = (models.UniqueConstraint(fields=["cycle", "side"], name="one_need_a_side"),)

    def __str__(self) -> str:
        return self.side


class Evidence(Identified):
    """Something that shows how things are, of one kind, in one sentence. Never a student's name.

    Purpose: what we say rests on what we saw.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=20, choices=EvidenceKind)
    title = models.CharField(max_length=255)
    says = models.TextField(help_text="What it shows, as a fact.")
    seen_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence_added"
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_evidence"
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return self.title


class Cause(Identified):
    """One link of a chain of whys. Without evidence it is an assumption and says so (S0-42).

    Purpose: a team works on a reason it has checked.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="causes")
    because_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="deeper"
    )
    statement = models.TextField()
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.SET_NULL, related_name="causes"
    )
    within_control = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="causes_added"
    )
    added_at = models.DateTimeField()

    class Meta:
        db_table = "practice_cause"
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return f"Cause {self.public_id}"

    @property
    def is_assumption(self) -> bool:
        """Whether nothing backs it yet."""
        return self.evidence_id is None


class ProcessStep(Identified):
    """One step of how something goes today: who does what, and where it goes wrong (S0-42).

    What goes wrong has evidence, or is an assumption and says so. Steps are in one order, without gaps.

    Purpose: a team sees where in its own doing the problem begins.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="process_steps")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=255)
    who = models.CharField(max_length=120, help_text="A role or a group in words, never a student's name.")
    trouble = models.CharField(max_length=500, blank=True, help_text="Where it goes wrong; empty: it works.")
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.SET_NULL, related_name="process_steps"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="process_steps_added"
    )
    added_at = models.DateTimeField()

    class Meta:
        db_table = "practice_process_step"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"Step {self.position}"

    @property
    def is_assumption(self) -> bool:
        """Whether something goes wrong here and nothing backs it yet."""
        return bool(self.trouble) and self.evidence_id is None


class Idea(Identified):
    """An idea for what to try. Names show only after the board is opened (S0-31).

    Purpose: ideas are weighed before names are.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="ideas")
    text = models.CharField(max_length=500)
    strength = models.CharField(max_length=20, blank=True, help_text="Strength of evidence, see the library.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ideas")
    written_at = models.DateTimeField()
    named_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_idea"
        ordering = ("written_at", "id")

    def __str__(self) -> str:
        return f"Idea {self.public_id}"


class IdeaVote(models.Model):
    """One dot of one member on one idea.

    Purpose: a ranked list that everyone had the same say in.
    privacy: staff; keeps: always
    """

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="idea_votes")

    class Meta:
        db_table = "practice_idea_vote"
        constraints = (models.UniqueConstraint(fields=["idea", "person"], name="one_vote_an_idea"),)

    def __str__(self) -> str:
        return f"Vote {self.pk}"
