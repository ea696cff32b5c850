"""What is known of students beside results, and figures and answers that are of nobody in particular."""

from django.db import models

from trellis.evidence.measures.models.results import Intake
from trellis.evidence.measures.words import FactKind, Method, Reason
from trellis.kit.models import Identified


class StudentFact(models.Model):
    """A dated fact about a student: absent on a day, in a program for a time, in a team for a season.

    States: standing -> superseded (``superseded_at``, ``superseded_by``).

    Purpose: progress is more than test results (S1-06); programs are dated facts, never columns.
    privacy: student; keeps: 3 years
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="student_facts"
    )
    student = models.ForeignKey("evidence.Student", on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=14, choices=FactKind)
    code = models.CharField(max_length=120)
    on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    note = models.CharField(max_length=255, blank=True)
    school_year = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=120, help_text="The family of files it came from.")
    key = models.BigIntegerField()
    row_hash = models.BigIntegerField()
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="facts")
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_facts"
    )

    class Meta:
        db_table = "evidence_student_fact"
        constraints = (
            models.UniqueConstraint(
                fields=["student", "source", "key"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_standing_fact",
            ),
        )
        indexes = (models.Index(fields=["kind", "on"], name="student_fact_day"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class PublishedFigure(models.Model):
    """A figure about a place that somebody published already: of a state, of a school. Never of a student.

    A hidden figure keeps its mark, a range stays a range; nothing here is ever added to results of students.

    Purpose: our own results stand beside what is public.
    privacy: none; keeps: always
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="published_figures"
    )
    title = models.CharField(max_length=255)
    label = models.CharField(max_length=255)
    place_code = models.CharField(max_length=255)
    place_name = models.CharField(max_length=255, blank=True)
    level = models.CharField(max_length=255, blank=True)
    group = models.CharField(max_length=255, blank=True)
    school_year = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=20, choices=Method)
    value = models.DecimalField(max_digits=13, decimal_places=4, null=True, blank=True)
    low = models.DecimalField(max_digits=13, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=13, decimal_places=4, null=True, blank=True)
    answer = models.CharField(max_length=120, blank=True, help_text="A range or words, as written.")
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=120)
    key = models.BigIntegerField()
    row_hash = models.BigIntegerField()
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="figures")
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_figures"
    )

    class Meta:
        db_table = "evidence_published_figure"
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "source", "key"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_standing_figure",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.pk}"


class OutsideAnswerSet(Identified):
    """One person's answers to a survey that another system asked; nothing in it names anybody.

    Purpose: belonging and trust stand beside achievement (S1-06), from ten answers up.
    privacy: none; keeps: 5 years
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="outside_answer_sets"
    )
    survey = models.CharField(max_length=255)
    taken_on = models.DateField(null=True, blank=True)
    group = models.CharField(max_length=120, blank=True)
    answers = models.JSONField(default=list, help_text="[[question, answer]], in the order of the file.")
    source = models.CharField(max_length=120)
    row_hash = models.BigIntegerField()
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="outside_answer_sets")

    class Meta:
        db_table = "evidence_outside_answer_set"
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "source", "row_hash"], name="one_outside_answer_set"
            ),
        )

    def __str__(self) -> str:
        return f"Answers {self.public_id}"
