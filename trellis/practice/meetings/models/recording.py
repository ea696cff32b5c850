"""What stays of a meeting, and the addresses under which calendars read."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.meetings.models.meeting import Meeting
from trellis.practice.meetings.words import RecordState


class MeetingRecord(Identified):
    """One version of the record of a meeting, as it was seen then; it never changes (S3-16).

    States: draft -> amended -> agreed, each a version of its own. ``content`` is frozen and ``digest`` proves
    it: promises, decisions and charts that change later do not change the record.

    Purpose: what was said and decided can be read years later.
    privacy: staff; keeps: always
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="records")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=RecordState, default=RecordState.DRAFT)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    amendment = models.TextField(blank=True, help_text="What this version adds or puts right.")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meeting_records_written"
    )
    written_at = models.DateTimeField()

    class Meta:
        db_table = "practice_meeting_record"
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=["meeting", "version"], name="one_meeting_record_version"),
        )

    def __str__(self) -> str:
        return f"Record, version {self.version}"


class HoursCredit(Identified):
    """Minutes of learning that a person earned by being in a meeting. Only that person reads the sum.

    Purpose: nobody writes down hours by hand.
    privacy: staff; keeps: always
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hours_credits"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="hours_credits")
    minutes = models.PositiveSmallIntegerField()
    earned_on = models.DateField()

    class Meta:
        db_table = "practice_hours_credit"
        ordering = ("earned_on", "id")
        constraints = (
            models.UniqueConstraint(fields=["person", "meeting"], name="one_hours_credit_a_meeting"),
        )

    def __str__(self) -> str:
        return f"{self.minutes} minutes"


class Thanks(Identified):
    """A member says who helped, and with what (S0-13). The person reads it, and ``team``, their own, if the
    teller says so. It is never counted.

    Purpose: help is seen.
    privacy: staff; keeps: always
    """

    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="thanks"
    )
    team = models.ForeignKey(
        "people.Community", null=True, blank=True, on_delete=models.CASCADE, related_name="thanks"
    )
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="thanks_received")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="thanks_given")
    text = models.CharField(max_length=255)
    said_at = models.DateTimeField()

    class Meta:
        db_table = "practice_thanks"
        verbose_name_plural = "thanks"
        ordering = ("said_at", "id")

    def __str__(self) -> str:
        return f"Thanks {self.public_id}"


class CalendarFeed(Identified):
    """A secret address under which a calendar reads a person's meetings, of one community or of all.

    Only the digest of the address is kept: it is shown once. ``revoked_at`` closes it for good.

    Purpose: meetings stand in the calendar people already use.
    privacy: staff; keeps: until revoked
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    community = models.ForeignKey(
        "people.Community", null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_calendar_feed"
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return f"Feed {self.public_id}"
