"""How norms are lived: asked at the end of meetings, repaired where they slip, renewed each term."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.meetings.models.deciding import MeetingDecision
from trellis.practice.meetings.models.meeting import Meeting
from trellis.practice.meetings.words import RepairOutcome


class NormAsked(models.Model):
    """A norm that is asked for at the end of a meeting: at most three, they come round (S2-40).

    Purpose: agreements are looked at, not only written.
    privacy: staff; keeps: always
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="norms_asked")
    norm = models.ForeignKey("people.Norm", on_delete=models.CASCADE, related_name="asked_in")
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "practice_norm_asked"
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=["meeting", "norm"], name="one_norm_asked"),)

    def __str__(self) -> str:
        return f"Asked {self.position}"


class NormTap(models.Model):
    """One answer to "did we keep it?", from 1 to 4. It names nobody and has no time of its own.

    Purpose: a norm that slips is seen before it hurts.
    privacy: staff; keeps: always
    """

    asked = models.ForeignKey(NormAsked, on_delete=models.CASCADE, related_name="taps")
    kept = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "practice_norm_tap"
        constraints = (models.CheckConstraint(condition=models.Q(kept__gte=1, kept__lte=4), name="norm_tap"),)

    def __str__(self) -> str:
        return "Tap"


class NormRepair(Identified):
    """A norm that slips, and the one sentence of what the team does differently. States: open -> looked at.

    The team looks again when so many meetings were held since (``after_meetings``).

    Purpose: a slip becomes a small change and not a reproach.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="norm_repairs")
    norm = models.ForeignKey("people.Norm", on_delete=models.PROTECT, related_name="repairs")
    sentence = models.CharField(max_length=255, help_text="What we do differently.")
    after_meetings = models.PositiveSmallIntegerField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="norm_repairs_agreed"
    )
    agreed_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=RepairOutcome, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="norm_repairs_looked_at",
    )
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_norm_repair"
        ordering = ("-agreed_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["norm"], condition=models.Q(looked_at=None), name="one_open_norm_repair"
            ),
        )

    def __str__(self) -> str:
        return f"Repair {self.public_id}"


class NormsProposal(Identified):
    """Norms that are put to the members as a decision by consensus; adopted, they are the norms.

    ``keeps_charter``: with them the members agree again on the charter as it stands.

    Purpose: what binds everybody is agreed by everybody.
    privacy: staff; keeps: always
    """

    decision = models.OneToOneField(MeetingDecision, on_delete=models.CASCADE, related_name="norms")
    texts = models.JSONField()
    keeps_charter = models.BooleanField(default=False)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_norms_proposal"

    def __str__(self) -> str:
        return f"Norms proposal {self.public_id}"
