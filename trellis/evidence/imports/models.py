"""Sources, runs, what they found, and the keys that tie the source's ids to our rows."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from trellis.evidence.imports.words.states import RunFormat, RunState, Severity
from trellis.kit.models import Identified
from trellis.kit.sealing import KeyMissing, unseal


class ImportSource(Identified):
    """A system that sends rosters to one organization. The key of an object is (source, kind, sourced id).

    Purpose: the same id of two systems is never mixed up.
    privacy: none; keeps: always
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="import_sources"
    )
    name = models.CharField(max_length=120)
    trusted_for_roles = models.BooleanField(default=False)
    ends_exclusive = models.BooleanField(default=False, help_text="An end date is the first day after.")
    rank = models.PositiveSmallIntegerField(default=1, help_text="A system with a lower number goes first.")
    removed_percent = models.PositiveSmallIntegerField(default=10, help_text="Of a kind; more waits.")
    changed_percent = models.PositiveSmallIntegerField(default=75, help_text="Of a kind; more waits.")
    school_percent = models.PositiveSmallIntegerField(
        default=25, help_text="Removed at a school; more waits."
    )
    paused_from = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True, help_text="The last day of the pause.")
    additions_from = models.DateField(null=True, blank=True)
    additions_until = models.DateField(null=True, blank=True, help_text="The last day without removals.")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "evidence_import_source"
        constraints = (models.UniqueConstraint(fields=["organization", "name"], name="one_import_source"),)

    def __str__(self) -> str:
        return self.name


class ImportRun(Identified):
    """One package and what became of it.

    States: received -> unpacked -> checked -> planned | held -> applying -> applied -> undone; or unchanged,
    rejected, put aside, failed.

    Purpose: nothing comes in without a plan, a report and a way back.
    privacy: none; keeps: 7 years
    """

    source = models.ForeignKey(ImportSource, on_delete=models.CASCADE, related_name="runs")
    format = models.CharField(max_length=10, choices=RunFormat, default=RunFormat.ROSTER)
    template = models.JSONField(default=dict, blank=True, help_text="The template as it was used.")
    options = models.JSONField(
        default=dict, blank=True, help_text="Year, window: what the file does not say."
    )
    details = models.JSONField(default=dict, blank=True, help_text="Match rates, windows: for the plan.")
    read_rows = models.BigIntegerField(default=0, help_text="How far the reading is, while it runs.")
    intake = models.OneToOneField(
        "evidence.Intake", null=True, blank=True, on_delete=models.SET_NULL, related_name="import_run"
    )
    state = models.CharField(max_length=20, choices=RunState, default=RunState.RECEIVED)
    file_name = models.CharField(max_length=255)
    stored_path = models.CharField(max_length=500, blank=True)
    strict = models.BooleanField(default=False)
    encoding = models.CharField(max_length=20, default="utf-8")
    digest = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=10, blank=True)
    modes = models.JSONField(default=dict, blank=True)
    present = models.JSONField(default=dict, blank=True)
    rows = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True, help_text="Kind -> what would or did happen.")
    schools = models.JSONField(default=dict, blank=True, help_text="School id -> what would or did happen.")
    touched = models.JSONField(
        default=list, blank=True, help_text="Communities: [id, students who join, who leave]."
    )
    totals = models.JSONField(default=dict, blank=True, help_text="Finding -> how often, exact.")
    held_because = models.JSONField(default=list, blank=True)
    applied_kinds = models.JSONField(default=list, blank=True)
    without_removals = models.BooleanField(default=False)
    seconds = models.FloatField(default=0)
    refused_code = models.CharField(max_length=10, blank=True)
    refused_file = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="imports_sent"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="imports_approved",
    )

    class Meta:
        db_table = "evidence_import_run"
        ordering = ("-received_at", "-id")

    def __str__(self) -> str:
        return f"Import {self.public_id}"


class ImportTemplate(Identified):
    """A template that a district made in the wizard, or changed from a built-in one. Data, never code.

    States: in use -> retired (``retired_at``); a change makes a new version, runs keep the one they used.

    Purpose: the next file of this system comes in by one drop.
    privacy: none; keeps: always
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="import_templates"
    )
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_templates"
    )
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_import_template"
        ordering = ("title", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=models.Q(retired_at__isnull=True),
                name="one_import_template",
            ),
        )

    def __str__(self) -> str:
        return self.title


class WaitingRow(Identified):
    """A row whose student is not on the roster, or fits several; it is tried again after each roster.

    What it says is sealed as a whole, its numbers too: it is unsealed when it is tried.

    States: waiting -> matched (``student``, ``answered_at``) | left out (``answered_at`` alone).

    Purpose: nothing that was sent is lost because the roster came later.
    privacy: student; keeps: 1 year
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="waiting_rows")
    row = models.BigIntegerField()
    several = models.BooleanField(default=False)
    key_mark = models.CharField(max_length=12)
    sealed = models.BinaryField(help_text="Numbers by column, name, the staged row and what it brings.")
    student = models.ForeignKey(
        "evidence.Student", null=True, blank=True, on_delete=models.CASCADE, related_name="waiting_rows"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_waiting_row"
        ordering = ("row", "id")

    def __str__(self) -> str:
        return f"Waiting row {self.public_id}"

    @cached_property
    def said(self) -> dict[str, Any]:
        """What the row says: ``numbers`` (column -> number), ``name`` and ``content``.

        Raises:
            KeyMissing: when the key that sealed it is not here.
        """
        said: dict[str, Any] = json.loads(unseal(self.key_mark, bytes(self.sealed)))
        return said

    @property
    def is_readable(self) -> bool:
        """Whether the key that sealed it is here."""
        try:
            return bool(self.said)
        except KeyMissing:
            return False

    @property
    def content(self) -> dict[str, Any]:
        """The staged row and what it brings."""
        content: dict[str, Any] = self.said["content"]
        return content


class SealedRows(models.Model):
    """Rows of a file of results as they were sent, some hundreds together, sealed with a key kept elsewhere.

    The template they were read with stands in the run. Gone with an import that is undone or put aside, and
    after the days that the administrator set.

    Purpose: a result that is questioned is compared with what was sent.
    privacy: student; keeps: 1 year or as set
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="sealed_rows")
    first = models.BigIntegerField(help_text="Number of the first row in it.")
    last = models.BigIntegerField()
    key_mark = models.CharField(max_length=12)
    sealed = models.BinaryField()

    class Meta:
        db_table = "evidence_sealed_rows"
        ordering = ("first", "id")
        verbose_name_plural = "sealed rows"
        indexes = (models.Index(fields=["run", "first"], name="sealed_rows_place"),)

    def __str__(self) -> str:
        return f"Rows {self.first} to {self.last}"


class ImportFinding(models.Model):
    """One place where a package departs from the rules. The id of the row is for data stewards' eyes alone.

    Purpose: a secretary can mend the export.
    privacy: student; keeps: 30 days
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=10)
    severity = models.CharField(max_length=10, choices=Severity)
    file = models.CharField(max_length=60, blank=True)
    row = models.BigIntegerField(default=0)
    column = models.CharField(max_length=60, blank=True)
    sourced_id = models.CharField(max_length=255, blank=True)

    class Meta:
        db_table = "evidence_import_finding"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.code} {self.file}:{self.row}"


class ExternalKey(models.Model):
    """The id under which a source knows one of our rows, and the hash of what it last said about it.

    Purpose: the same row is recognised again, and equal content writes nothing.
    privacy: student; keeps: as the object
    """

    # no index of its own (the constraint begins with it) and no check in the database: millions are written
    source = models.ForeignKey(
        ImportSource, on_delete=models.CASCADE, related_name="keys", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=12)
    sourced_id = models.CharField(max_length=600)
    object_id = models.BigIntegerField()
    school_id_seen = models.BigIntegerField(null=True, blank=True)
    row_hash = models.CharField(max_length=64, blank=True)
    modified = models.CharField(max_length=40, blank=True)
    made_by = models.ForeignKey(
        ImportRun,
        null=True,
        on_delete=models.SET_NULL,
        related_name="keys_made",
        db_index=False,
        db_constraint=False,
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_external_key"
        constraints = (
            models.UniqueConstraint(fields=["source", "kind", "sourced_id"], name="one_external_key"),
        )
        indexes = (models.Index(fields=["kind", "object_id"], name="external_key_object"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class ImportChange(models.Model):
    """What a row was before a run changed, removed or restored it; the ground of undoing.

    Purpose: an import can be taken back as a whole.
    privacy: student; keeps: 30 days
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes", db_index=False)
    kind = models.CharField(max_length=12)
    action = models.CharField(max_length=10)
    key = models.ForeignKey(ExternalKey, on_delete=models.CASCADE, related_name="changes")
    object_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    hash_before = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "evidence_import_change"
        indexes = (models.Index(fields=["run", "kind", "action"], name="import_change_kind"),)

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.object_id}"


class MatchProposal(Identified):
    """A row that may be somebody we know already; waits for a person's answer.

    Purpose: nobody is merged by a guess, and nobody's sign-in is taken over by an address in a file.
    privacy: staff; keeps: 1 year after its answer
    """

    source = models.ForeignKey(ImportSource, on_delete=models.CASCADE, related_name="proposals")
    sourced_id = models.CharField(max_length=255)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="match_proposals"
    )
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    same = models.BooleanField(null=True)

    class Meta:
        db_table = "evidence_match_proposal"
        constraints = (
            models.UniqueConstraint(fields=["source", "sourced_id", "person"], name="one_match_proposal"),
        )

    def __str__(self) -> str:
        return f"Proposal {self.public_id}"
