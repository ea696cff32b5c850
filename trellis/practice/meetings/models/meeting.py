"""Series, meetings and their agenda."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.meetings.words import (
    ItemKind,
    ItemPart,
    ItemSource,
    ItemState,
    MeetingState,
    Mode,
    RecordState,
    Rhythm,
)


class MeetingSeries(Identified):
    """Meetings that come again, laid over the school calendar in the time zone of the place (S0-32).

    Purpose: time to learn together is certain.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="meeting_series")
    title = models.CharField(max_length=255)
    rhythm = models.CharField(max_length=20, choices=Rhythm, default=Rhythm.WEEKLY)
    first_on = models.DateField()
    last_on = models.DateField()
    at = models.TimeField(help_text="The time on the wall clock of the place.")
    minutes = models.PositiveSmallIntegerField(default=45)
    time_zone = models.CharField(max_length=60)
    mode = models.CharField(max_length=20, choices=Mode, default=Mode.ROOM)
    place = models.CharField(max_length=255, blank=True)
    link = models.URLField(max_length=500, blank=True)
    is_protected = models.BooleanField(default=False, help_text="Nothing else is put on this time.")
    agenda_template = models.SlugField(max_length=60, blank=True)
    inclusion = models.JSONField(default=list, help_text="['interpreting', …], see Inclusion.")
    inclusion_note = models.CharField(max_length=255, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meeting_series_made"
    )
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_meeting_series"
        verbose_name_plural = "meeting series"
        ordering = ("first_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="meeting_series_order"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5, minutes__lte=480), name="meeting_series_minutes"
            ),
        )

    def __str__(self) -> str:
        return f"Series {self.public_id}"


class Meeting(Identified):
    """One held gathering. States: planned -> running -> held, or planned -> cancelled. The record goes
    draft -> amended -> agreed once the meeting is held.

    ``sequence`` grows with every change of time or place, for calendars. ``norm`` is the norm of the day as
    it was worded then.

    Purpose: the meeting is the paperwork.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="meetings")
    series = models.ForeignKey(
        MeetingSeries, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    cycle = models.ForeignKey(
        "practice.Cycle", null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    title = models.CharField(max_length=255)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=60)
    mode = models.CharField(max_length=20, choices=Mode, default=Mode.ROOM)
    place = models.CharField(max_length=255, blank=True)
    link = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=20, choices=MeetingState, default=MeetingState.PLANNED)
    is_protected = models.BooleanField(default=False)
    is_open_to_guests = models.BooleanField(
        default=False, help_text="Guest members of the community take part in the open items."
    )
    inclusion = models.JSONField(default=list, help_text="['interpreting', …], see Inclusion.")
    inclusion_note = models.CharField(max_length=255, blank=True, help_text="Which language, who interprets.")
    join_code = models.CharField(max_length=12, unique=True)
    purpose = models.CharField(max_length=500, blank=True, help_text="What this meeting is for.")
    product = models.CharField(max_length=255, blank=True, help_text="What the team leaves with.")
    agenda_template = models.SlugField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agendas_published",
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=255, blank=True)
    norm = models.CharField(max_length=255, blank=True)
    reflection = models.TextField(blank=True)
    reflection_skipped = models.BooleanField(default=False)
    family_line = models.CharField(max_length=500, blank=True)
    record_state = models.CharField(max_length=20, choices=RecordState, default=RecordState.DRAFT)
    agreed_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meetings_made"
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "practice_meeting"
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_order"
            ),
        )
        indexes = (models.Index(fields=["community", "starts_at"], name="practice_meeting_when"),)

    def __str__(self) -> str:
        return f"Meeting {self.public_id}"

    @property
    def minutes(self) -> int:
        """How long it is planned to last."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class AgendaItem(Identified):
    """One item of an agenda: what for, how long, where it came from. States: proposed -> planned | declined.

    It runs from ``started_at`` to ``ended_at`` by the server's clock; ``extra_minutes`` came on the way.

    Purpose: time goes where the team wants it to go.
    privacy: staff; keeps: always
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=ItemKind, default=ItemKind.LEARN)
    part = models.CharField(max_length=20, choices=ItemPart, default=ItemPart.OTHER)
    title = models.CharField(max_length=255)
    note = models.CharField(max_length=500, blank=True, help_text="Target, link or question to prepare.")
    minutes = models.PositiveSmallIntegerField(default=5)
    protocol = models.SlugField(max_length=60, blank=True)
    source = models.CharField(max_length=20, choices=ItemSource, default=ItemSource.MEMBER)
    state = models.CharField(max_length=20, choices=ItemState, default=ItemState.PLANNED)
    is_staff_only = models.BooleanField(default=False, help_text="Closed to guests of the meeting (S1-03).")
    touches_goal = models.BooleanField(default=False, help_text="Works on the goal of the cycle (S2-46).")
    with_data = models.BooleanField(default=False, help_text="Looks at results or a chart (S3-34).")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agenda_items_proposed",
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "practice_agenda_item"
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=240), name="agenda_item_minutes"
            ),
        )

    def __str__(self) -> str:
        return f"Item {self.public_id}"
