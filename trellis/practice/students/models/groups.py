"""From answers to need groups: what the team names, proposes, moves and settles."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.students.words import GroupKind, RegroupingState


class RoomConsent(models.Model):
    """A teacher lets the team see which answers come from this class. Without it the grid names no room.

    States: given -> taken back (``ended_at``).

    Purpose: rooms are compared only where their own teacher said yes.
    privacy: staff; keeps: 1 year
    """

    community = models.ForeignKey("people.Community", on_delete=models.CASCADE, related_name="room_consents")
    school_class = models.ForeignKey(
        "evidence.SchoolClass", on_delete=models.CASCADE, related_name="room_consents"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="room_consents"
    )
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_room_consent"
        constraints = (
            models.UniqueConstraint(
                fields=["community", "school_class"],
                condition=models.Q(ended_at=None),
                name="one_room_consent",
            ),
        )

    def __str__(self) -> str:
        return f"Consent {self.pk}"


class ErrorPattern(models.Model):
    """The name a team gives to a wrong answer: the misconception behind it. Items are known by position.

    Purpose: a wrong letter becomes something one can teach.
    privacy: none; keeps: as the assessment
    """

    assessment = models.ForeignKey(
        "evidence.Assessment", on_delete=models.CASCADE, related_name="error_patterns"
    )
    position = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="error_patterns"
    )
    named_at = models.DateTimeField()

    class Meta:
        db_table = "practice_error_pattern"
        constraints = (
            models.UniqueConstraint(fields=["assessment", "position", "answer"], name="one_error_pattern"),
        )

    def __str__(self) -> str:
        return self.name


class Regrouping(Identified):
    """The need groups of one time, over all rooms of a team: everybody in one group, nobody without (S2-33).

    States: proposed -> settled -> ended.

    Purpose: each student profits from the strength of every teacher.
    privacy: student; keeps: 1 year
    """

    community = models.ForeignKey("people.Community", on_delete=models.CASCADE, related_name="regroupings")
    assessment = models.ForeignKey(
        "evidence.Assessment", null=True, blank=True, on_delete=models.SET_NULL, related_name="regroupings"
    )
    cycle = models.ForeignKey(
        "practice.Cycle", null=True, blank=True, on_delete=models.SET_NULL, related_name="regroupings"
    )
    title = models.CharField(max_length=255)
    state = models.CharField(max_length=20, choices=RegroupingState, default=RegroupingState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="regroupings_proposed"
    )
    proposed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "practice_regrouping"
        ordering = ("-proposed_at", "-id")

    def __str__(self) -> str:
        return f"Regrouping {self.public_id}"


class NeedGroup(Identified):
    """Students with the same need, and their reteach plan: who, when, where, with what.

    Purpose: what these students get on Thursday.
    privacy: student; keeps: 1 year
    """

    regrouping = models.ForeignKey(Regrouping, on_delete=models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=GroupKind, default=GroupKind.NEED)
    name = models.CharField(max_length=120)
    needs = models.JSONField(default=list, help_text="The standards or items behind it.")
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="need_groups",
    )
    place = models.CharField(max_length=120, blank=True)
    meets = models.CharField(max_length=120, blank=True, help_text="“Thursday, 10:20 to 10:50”")
    material = models.CharField(max_length=255, blank=True)
    card = models.ForeignKey(
        "practice.Strategy", null=True, blank=True, on_delete=models.SET_NULL, related_name="need_groups"
    )
    team_card = models.ForeignKey(
        "practice.StrategyCard", null=True, blank=True, on_delete=models.SET_NULL, related_name="need_groups"
    )
    practice_change = models.TextField(blank=True, help_text="What the teacher does differently.")
    plan_step = models.ForeignKey(
        "practice.PlanStep", null=True, blank=True, on_delete=models.SET_NULL, related_name="need_groups"
    )

    class Meta:
        db_table = "practice_need_group"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"Need group {self.public_id}"


class GroupPlace(models.Model):
    """A student's place in one regrouping: exactly one group.

    Purpose: nobody is without a group, nobody is in two.
    privacy: student; keeps: 1 year
    """

    regrouping = models.ForeignKey(Regrouping, on_delete=models.CASCADE, related_name="places")
    group = models.ForeignKey(NeedGroup, on_delete=models.CASCADE, related_name="places")
    student = models.ForeignKey("evidence.Student", on_delete=models.CASCADE, related_name="group_places")
    borderline = models.BooleanField(
        default=False, help_text="One answer away from another group: look at the work."
    )

    class Meta:
        db_table = "practice_group_place"
        constraints = (models.UniqueConstraint(fields=["regrouping", "student"], name="one_group_place"),)

    def __str__(self) -> str:
        return f"Place {self.pk}"


class GroupMove(models.Model):
    """One move of a student from a group to another, so that it can be taken back.

    Purpose: undo instead of "are you sure".
    privacy: student; keeps: 1 year
    """

    regrouping = models.ForeignKey(Regrouping, on_delete=models.CASCADE, related_name="moves")
    student = models.ForeignKey("evidence.Student", on_delete=models.CASCADE, related_name="group_moves")
    from_group = models.ForeignKey(NeedGroup, on_delete=models.CASCADE, related_name="moves_out")
    to_group = models.ForeignKey(NeedGroup, on_delete=models.CASCADE, related_name="moves_in")
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_moves"
    )
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "practice_group_move"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Move {self.pk}"
