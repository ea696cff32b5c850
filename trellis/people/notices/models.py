"""What a person is told, and how they want to be told."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from trellis.kit.models import Identified
from trellis.people.notices.words import Delivery


class Notice(Identified):
    """One thing a person is told. The sentence is made when it is shown, in the language of the reader.

    States: new -> read; beside it: waiting for mail -> mailed.

    Purpose: what waits for someone.
    privacy: staff; keeps: 1 year
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60, help_text="noun.verb, e.g. invitation.sent; names its sentence.")
    words = models.JSONField(default=dict, help_text="Names and dates that the sentence needs.")
    path = models.CharField(max_length=300, blank=True, help_text="Where it leads, on this site.")
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True, help_text="Empty: no mail.")
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_notice"
        ordering = ("-made_at", "-id")
        indexes = (
            models.Index(fields=["person", "read_at"], name="notice_person_read"),
            models.Index(
                fields=["mail_due_at"], name="notice_mail_due", condition=models.Q(mailed_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class NoticePreference(models.Model):
    """How a person wants to be told. Quiet hours are in the person's own time zone.

    Purpose: nobody is disturbed in the evening.
    privacy: staff; keeps: while the person is known
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preference"
    )
    delivery = models.CharField(max_length=20, choices=Delivery, default=Delivery.DIGEST)
    digest_hour = models.PositiveSmallIntegerField(default=6)
    quiet_from = models.TimeField(default="18:00")
    quiet_until = models.TimeField(default="06:30")
    quiet_weekends = models.BooleanField(default=True)

    class Meta:
        db_table = "people_notice_preference"

    def __str__(self) -> str:
        return self.delivery
