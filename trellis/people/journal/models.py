"""The journal: what happened, who did it, in an order nobody can change unseen."""

from django.conf import settings
from django.db import models

from trellis.people.journal.words import GENESIS


class JournalEntry(models.Model):
    """One thing that happened. Entries are only added; each carries the hash of the one before.

    Purpose: history for people, evidence for auditors.
    privacy: staff; keeps: 7 years
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="journal_entries",
        help_text="Nobody for what the system does by itself, e.g. a nightly import.",
    )
    verb = models.CharField(max_length=60, help_text="noun.verb in the past tense, e.g. cycle.closed")
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40, help_text="The public id of the object.")
    organization_id_seen = models.BigIntegerField(null=True, blank=True)
    community_id_seen = models.BigIntegerField(null=True, blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "people_journal_entry"
        ordering = ("id",)
        indexes = (
            models.Index(fields=["object_kind", "object_id"], name="journal_object"),
            models.Index(fields=["community_id_seen", "id"], name="journal_community"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"


class JournalHead(models.Model):
    """The last hash of the chain: a single row, locked while an entry is added.

    Purpose: puts entries in one order, also with several processes.
    privacy: none; keeps: always
    """

    last_hash = models.CharField(max_length=64, default=GENESIS)
    entries = models.BigIntegerField(default=0)

    class Meta:
        db_table = "people_journal_head"

    def __str__(self) -> str:
        return f"{self.entries} entries"
