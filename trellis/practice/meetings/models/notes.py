"""The living notes of a meeting: what stands in them, every edit on the way, and their versions."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.meetings.models.meeting import AgendaItem, Meeting
from trellis.practice.meetings.words import NOTES_SCHEMA, NotesReason


class Notes(models.Model):
    """The notes of one meeting. ``snapshot`` holds all edits up to a time, the log holds those after it;
    together they are the text. ``plain_text`` is derived from both, for search and for reading.

    ``settled_to`` is the id of the newest edit that ``plain_text`` knows.

    Purpose: everybody writes at once, and nobody has to tidy up afterwards.
    privacy: staff; keeps: always
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="notes")
    schema = models.PositiveSmallIntegerField(default=NOTES_SCHEMA)
    snapshot = models.BinaryField(default=bytes)
    plain_text = models.TextField(blank=True)
    settled_to = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "practice_notes"
        verbose_name_plural = "notes"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"Notes {self.pk}"


class NotesUpdate(models.Model):
    """One edit, as it came over the line, with who made it. Rows are only added; when edits have gone into
    the snapshot their rows are removed.

    Purpose: nothing is confirmed before it is here.
    privacy: staff; keeps: until it is in the snapshot
    """

    notes = models.ForeignKey(Notes, on_delete=models.CASCADE, related_name="updates")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notes_updates",
    )
    update = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "practice_notes_update"
        ordering = ("id",)
        indexes = (models.Index(fields=["notes", "made_at"], name="practice_notes_update_when"),)

    def __str__(self) -> str:
        return f"Edit {self.pk}"


class NotesVersion(Identified):
    """The notes as they stood at a time. It never changes; an earlier one can be restored as a new edit.

    Purpose: nothing that was written is lost by a slip.
    privacy: staff; keeps: always
    """

    notes = models.ForeignKey(Notes, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, choices=NotesReason, default=NotesReason.WRITTEN)
    snapshot = models.BinaryField()
    plain_text = models.TextField(blank=True)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="notes_versions")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "practice_notes_version"
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["notes", "number"], name="one_notes_version"),)

    def __str__(self) -> str:
        return f"Version {self.number}"


class DataSnapshot(Identified):
    """A chart as the team saw it when it stood in the notes. It never changes, whatever comes later (S3-16).

    ``content`` holds what the chart was drawn from: points, labels, sentence; never a student. ``item`` is
    the agenda item it was pinned to, if it came from another page and not from the notes; it goes with it
    when the team takes the item off before the meeting.

    Purpose: a decision can be read beside the data it was made from.
    privacy: staff; keeps: always
    """

    notes = models.ForeignKey(Notes, on_delete=models.CASCADE, related_name="snapshots")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.CASCADE, related_name="snapshots"
    )
    title = models.CharField(max_length=255)
    content = models.JSONField(default=dict)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="data_snapshots"
    )
    frozen_at = models.DateTimeField()

    class Meta:
        db_table = "practice_data_snapshot"
        ordering = ("frozen_at", "id")

    def __str__(self) -> str:
        return f"Snapshot {self.public_id}"
