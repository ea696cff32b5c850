"""Who was there, who does what, who was invited, how it was."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.people.accounts.words import Language
from trellis.practice.meetings.models.meeting import Meeting
from trellis.practice.meetings.words import MeetingFunction


class Attendance(Identified):
    """Somebody joined: a person, or a guest by name for this meeting only. Joining is being there.

    ``key_digest`` proves a guest by name in one browser; it ends with the meeting. ``pulse_given`` and
    ``norms_given`` say that this person answered the taps, not what. ``seen_at``: when a screen of theirs was
    last heard of; ``left_at``: they said that they go. Whoever left or is long unheard holds up no vote.
    ``turns``: how often they spoke, counted only where the team wants it, forgotten when the meeting ends.

    Purpose: nobody fills in a sheet; hours come from this.
    privacy: staff; keeps: always
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="attendance"
    )
    guest_name = models.CharField(max_length=80, blank=True)
    key_digest = models.CharField(max_length=64, blank=True)
    invitation = models.ForeignKey(
        "practice.MeetingInvitation", null=True, blank=True, on_delete=models.SET_NULL, related_name="seats"
    )
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    word = models.CharField(max_length=60, blank=True, help_text="One word to check in.")
    pulse_given = models.BooleanField(default=False)
    norms_given = models.BooleanField(default=False)
    turns = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "practice_attendance"
        ordering = ("joined_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "person"], name="one_attendance_a_person"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(guest_name=""),
                name="attendance_of_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"Attendance {self.public_id}"


class MeetingInvitation(Identified):
    """Somebody from outside the community is asked into this one meeting. A person sees what members see of
    it; somebody without an account, called ``guest_name``, comes in by a link sent to ``address`` and sees
    the open items. ``ended_at``: taken back; nothing of the meeting opens to them any more.

    Purpose: others can join in, and see nothing else.
    privacy: staff; keeps: always
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="meeting_invitations",
    )
    guest_name = models.CharField(max_length=80, blank=True)
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=10, choices=Language, default=Language.ENGLISH)
    key_digest = models.CharField(max_length=64, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meeting_invitations_made"
    )
    invited_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_meeting_invitation"
        ordering = ("invited_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "person"], name="one_meeting_invitation"),
            models.UniqueConstraint(
                fields=["meeting", "address"],
                condition=~models.Q(address=""),
                name="one_invitation_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(guest_name=""),
                name="invitation_of_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"Invitation {self.public_id}"


class FunctionHolder(models.Model):
    """Who does what in a meeting: facilitator, note taker, timekeeper … (S3-28).

    Purpose: leading is shared.
    privacy: staff; keeps: always
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="functions")
    function = models.CharField(max_length=30, choices=MeetingFunction)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meeting_functions"
    )
    given_at = models.DateTimeField()

    class Meta:
        db_table = "practice_function_holder"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["meeting", "function"], name="one_holder_a_function"),)

    def __str__(self) -> str:
        return self.function


class Pulse(models.Model):
    """One answer to the three taps at the end. It names nobody and has no time of its own.

    Purpose: meetings get better because people can say how they were.
    privacy: staff; keeps: always
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="pulses")
    useful = models.PositiveSmallIntegerField()
    heard = models.PositiveSmallIntegerField()
    clear = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "practice_pulse"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    useful__gte=1, useful__lte=4, heard__gte=1, heard__lte=4, clear__gte=1, clear__lte=4
                ),
                name="pulse_taps",
            ),
        )

    def __str__(self) -> str:
        return "Pulse"
