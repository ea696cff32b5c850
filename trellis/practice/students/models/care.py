"""What single students get: supports with dose and review, adults who know them, strengths."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.practice.students.models.groups import NeedGroup
from trellis.practice.students.words import SupportEnd, SupportKind, Way


class Support(Identified):
    """A support for one student: what, how much, by whom, from when, looked at again when (S3-33).

    States: running -> ended (``ended_on``, ``end``).

    Purpose: a need that was seen leads to something that happens, and somebody looks whether it helped.
    privacy: student; keeps: while enrolled, then 1 year
    """

    student = models.ForeignKey("evidence.Student", on_delete=models.CASCADE, related_name="supports")
    community = models.ForeignKey("people.Community", on_delete=models.CASCADE, related_name="supports")
    kind = models.CharField(max_length=20, choices=SupportKind, default=SupportKind.LEARNING)
    what = models.CharField(max_length=255)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supports_given")
    times_a_week = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    review_on = models.DateField()
    aim = models.CharField(max_length=255, blank=True, help_text="What is counted, e.g. words read a minute.")
    baseline = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    way = models.CharField(max_length=10, choices=Way, default=Way.UP)
    group = models.ForeignKey(
        NeedGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="supports"
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supports_planned"
    )
    planned_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=20, choices=SupportEnd, blank=True)

    class Meta:
        db_table = "practice_support"
        ordering = ("review_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(review_on__gt=models.F("starts_on")), name="support_review_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"Support {self.public_id}"


class SupportPoint(models.Model):
    """What was counted for a support on one day.

    Purpose: the aim line has points beside it.
    privacy: student; keeps: as its support
    """

    support = models.ForeignKey(Support, on_delete=models.CASCADE, related_name="points")
    on = models.DateField()
    value = models.DecimalField(max_digits=9, decimal_places=2)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="support_points"
    )

    class Meta:
        db_table = "practice_support_point"
        ordering = ("on", "id")
        constraints = (models.UniqueConstraint(fields=["support", "on"], name="one_support_point"),)

    def __str__(self) -> str:
        return f"Point {self.pk}"


class NamedAdult(models.Model):
    """An adult of the school who knows a student well and whom the student can go to (S0-23, S4-08).

    States: holds -> ended (``ended_on``).

    Purpose: no student passes through school unknown.
    privacy: student; keeps: while enrolled, then 1 year
    """

    student = models.ForeignKey("evidence.Student", on_delete=models.CASCADE, related_name="named_adults")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="named_adult_of"
    )
    community = models.ForeignKey("people.Community", on_delete=models.CASCADE, related_name="named_adults")
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "practice_named_adult"
        constraints = (
            models.UniqueConstraint(
                fields=["student", "person"], condition=models.Q(ended_on=None), name="one_named_adult"
            ),
        )

    def __str__(self) -> str:
        return f"Named adult {self.pk}"


class Strength(Identified):
    """Something a student is good at, in the words of somebody who saw it.

    Purpose: a card begins with what a student can do.
    privacy: student; keeps: while enrolled, then 1 year
    """

    student = models.ForeignKey("evidence.Student", on_delete=models.CASCADE, related_name="strengths")
    text = models.CharField(max_length=255)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="strengths_seen"
    )
    seen_on = models.DateField()

    class Meta:
        db_table = "practice_strength"
        ordering = ("-seen_on", "-id")

    def __str__(self) -> str:
        return f"Strength {self.public_id}"


class StudentProfile(models.Model):
    """How a student wants to be called, and what the family asked us to know. All of it optional (S4-13).

    Purpose: names are said as they are said at home.
    privacy: student; keeps: while enrolled, then 1 year
    """

    student = models.OneToOneField("evidence.Student", on_delete=models.CASCADE, related_name="profile")
    said_as = models.CharField(max_length=120, blank=True)
    pronouns = models.CharField(max_length=60, blank=True)
    family_asks = models.CharField(max_length=255, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="student_profiles"
    )
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "practice_student_profile"

    def __str__(self) -> str:
        return f"Profile {self.pk}"


class CardRight(Identified):
    """A colleague outside the team may open one student's card for a purpose, until a day.

    States: holds -> ended (``ends_on`` passed or moved back).

    Purpose: a counselor, a case manager or a principal is let in by name and for a reason, never by rank.
    privacy: student; keeps: 1 year
    """

    student = models.ForeignKey("evidence.Student", on_delete=models.CASCADE, related_name="card_rights")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="card_rights")
    purpose = models.CharField(max_length=255)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="card_rights_given"
    )
    given_at = models.DateTimeField()
    ends_on = models.DateField()

    class Meta:
        db_table = "practice_card_right"

    def __str__(self) -> str:
        return f"Right {self.public_id}"


class LookQuestion(Identified):
    """A family asks about one look at their child's card, and what the school answers.

    States: asked -> answered (``answered_at``). A family asks once about a look.

    Purpose: the list of who looked can be questioned by those whom it concerns.
    privacy: student; keeps: while enrolled, then 1 year
    """

    student = models.ForeignKey("evidence.Student", on_delete=models.CASCADE, related_name="look_questions")
    look = models.ForeignKey("people.JournalEntry", on_delete=models.CASCADE, related_name="look_questions")
    text = models.CharField(max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="look_questions"
    )
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="look_answers",
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "practice_look_question"
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["look", "asked_by"], name="one_question_about_a_look"),
        )

    def __str__(self) -> str:
        return f"Question {self.public_id}"
