"""A file of results that a member dropped, with what was recognised in it."""

from django.conf import settings
from django.db import models

from trellis.evidence.measures.words import FileState, RowProblem
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
