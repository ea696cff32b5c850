"""Results of students, from the dropped file to the value of one student on one item."""

from django.conf import settings
from django.db import models

from trellis.evidence.measures.words import FileState, Reason, RowProblem
from trellis.kit.models import Identified


class ResultsFile(Identified):
    """A dropped file with what was recognised in it. Nothing of it counts before it is applied.

    States: read -> applied | put aside. ``columns`` is a list of ``{"header", "kind", "system"}``.

    Purpose: mismatches are shown and mended before anything is written.
    privacy: student; keeps: 30 days, the rows go with it
    """

    community = models.ForeignKey("people.Community", on_delete=models.CASCADE, related_name="results_files")
    name = models.CharField(max_length=255)
    title = models.CharField(max_length=255, blank=True)
    given_on = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    match_rates = models.JSONField(default=list, help_text="[{'column', 'system', 'matched', 'rows'}]")
    state = models.CharField(max_length=20, choices=FileState, default=FileState.READ)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="results_files"
    )
    dropped_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_results_file"
        ordering = ("-dropped_at", "-id")

    def __str__(self) -> str:
        return f"Results file {self.public_id}"


class ResultsRow(models.Model):
    """One row of a dropped file: its cells, the student it was matched with, or why it waits.

    Purpose: nothing of a file is lost silently.
    privacy: student; keeps: as its file
    """

    file = models.ForeignKey(ResultsFile, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Line in the file; the header is line 1.")
    cells = models.JSONField(default=list)
    student = models.ForeignKey(
        "evidence.Student", null=True, blank=True, on_delete=models.CASCADE, related_name="results_rows"
    )
    problem = models.CharField(max_length=20, choices=RowProblem, blank=True)
    problem_column = models.CharField(max_length=255, blank=True)
    left_out = models.BooleanField(default=False)

    class Meta:
        db_table = "evidence_results_row"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["file", "number"], name="one_results_row"),)

    def __str__(self) -> str:
        return f"Row {self.number}"


class Assessment(Identified):
    """A task a team gave, with its results. Belongs to the community, like all work.

    Purpose: what students can do already, and what they need next.
    privacy: student; keeps: 3 years
    """

    community = models.ForeignKey("people.Community", on_delete=models.CASCADE, related_name="assessments")
    title = models.CharField(max_length=255)
    given_on = models.DateField()
    file = models.OneToOneField(
        ResultsFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="assessment"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments_added"
    )
    added_at = models.DateTimeField()

    class Meta:
        db_table = "evidence_assessment"
        ordering = ("-given_on", "-id")

    def __str__(self) -> str:
        return self.title


class AssessmentItem(models.Model):
    """One item or score of an assessment, in the order of the file.

    Purpose: which part of the task was hard.
    privacy: none; keeps: as the assessment
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=255)
    is_score = models.BooleanField(default=False)
    most = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, blank=True, help_text="Full points; empty if unknown."
    )

    class Meta:
        db_table = "evidence_assessment_item"
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["assessment", "position"], name="one_item_position"),)

    def __str__(self) -> str:
        return self.label


class Result(models.Model):
    """What one student did on one item: points, the answer chosen, or the reason why there is nothing.

    Purpose: need groups and honest counts.
    privacy: student; keeps: as the assessment
    """

    item = models.ForeignKey(AssessmentItem, on_delete=models.CASCADE, related_name="results")
    student = models.ForeignKey("evidence.Student", on_delete=models.CASCADE, related_name="results")
    value = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    answer = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)

    class Meta:
        db_table = "evidence_result"
        constraints = (
            models.UniqueConstraint(fields=["item", "student"], name="one_result"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) | ~models.Q(answer="") | ~models.Q(reason=""),
                name="result_says_something",
            ),
        )

    def __str__(self) -> str:
        return f"Result {self.pk}"
