"""Assessment > administration > tree of items > attempt > result."""

from django.conf import settings
from django.db import models

from trellis.evidence.measures.models.files import ResultsFile
from trellis.evidence.measures.words import AssessmentKind, ItemKind, Method, Origin, Reason, Validity, Window
from trellis.kit.models import Identified


class Assessment(Identified):
    """A task with results: a team's common assessment, a district's interim test, a state's test.

    A common assessment belongs to its community. One without a community came in for the whole organization;
    teams see of it the results of their own students.

    Purpose: what students can do already, and what they need next.
    privacy: student; keeps: 3 years
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="assessments"
    )
    community = models.ForeignKey(
        "people.Community", null=True, blank=True, on_delete=models.CASCADE, related_name="assessments"
    )
    kind = models.CharField(max_length=20, choices=AssessmentKind, default=AssessmentKind.COMMON)
    title = models.CharField(max_length=255)
    family = models.CharField(max_length=120, blank=True, help_text="What belongs together over the years.")
    subject = models.CharField(max_length=120, blank=True)
    grades = models.JSONField(default=list, blank=True)
    version = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=255, blank=True, help_text="How files name it; empty if made here.")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assessments_added",
    )
    added_at = models.DateTimeField()

    class Meta:
        db_table = "evidence_assessment"
        ordering = ("-added_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "key"], condition=~models.Q(key=""), name="one_assessment_key"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Administration(Identified):
    """One window in which an assessment was given: a day for a team's own, weeks for a district's.

    Purpose: fall is compared with winter, and a file for one window never touches another.
    privacy: student; keeps: as the assessment
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="administrations")
    title = models.CharField(max_length=120, blank=True, help_text="As people say it: Fall 2026.")
    window = models.CharField(max_length=20, choices=Window, default=Window.ONCE)
    school_year = models.PositiveSmallIntegerField(help_text="The year in which the school year ends.")
    given_on = models.DateField(null=True, blank=True, help_text="Its first day.")
    ended_on = models.DateField(null=True, blank=True)
    key = models.CharField(max_length=255, blank=True)
    file = models.OneToOneField(
        ResultsFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="administration"
    )

    class Meta:
        db_table = "evidence_administration"
        ordering = ("-school_year", "-given_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["assessment", "key"], condition=~models.Q(key=""), name="one_administration_key"
            ),
        )

    def __str__(self) -> str:
        return self.title or str(self.school_year)


class AssessmentItem(models.Model):
    """A node of the tree of an assessment: the whole, a part with a score of its own, or an item.

    ``standards`` are the academic standards it shows; ``standard_code`` is what a file calls them, kept until
    a framework with this code is there.

    Purpose: which part of the task was hard, and which standard stands behind it.
    privacy: none; keeps: as the assessment
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="items")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    kind = models.CharField(max_length=10, choices=ItemKind, default=ItemKind.ITEM)
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=255, blank=True, help_text="How files name it; empty if made here.")
    label = models.CharField(max_length=255)
    form = models.CharField(max_length=20, blank=True, help_text="The form it is in; empty: in every form.")
    most = models.DecimalField(
        max_digits=9, decimal_places=2, null=True, blank=True, help_text="Full points; empty if unknown."
    )
    answer = models.CharField(max_length=40, blank=True, help_text="The right answer, where it is a choice.")
    standards = models.ManyToManyField(
        "evidence.AcademicStandard", blank=True, related_name="items", db_table="evidence_item_standard"
    )
    standard_code = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "evidence_assessment_item"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["assessment", "position"], name="one_item_position"),
            models.UniqueConstraint(
                fields=["assessment", "key"], condition=~models.Q(key=""), name="one_item_key"
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def is_score(self) -> bool:
        """Whether it sums up other things, so that "full points" says nothing."""
        return self.kind != ItemKind.ITEM


class Intake(Identified):
    """Results that came in together: a dropped file, an import, a class entered by hand.

    States: in -> taken back (``undone_at``).

    Purpose: what came in together can be taken back together.
    privacy: staff; keeps: as the assessment
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="intakes")
    origin = models.CharField(max_length=10, choices=Origin)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="intakes"
    )
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_intake"

    def __str__(self) -> str:
        return f"Intake {self.public_id}"


class Attempt(models.Model):
    """One student's sitting in one window. A corrected file makes a new version; the old one is kept.

    States: standing -> superseded (``superseded_at``, ``superseded_by``). Of several standing ones of a
    student in a window, ``counts`` marks the one that reports use.

    Purpose: nothing that was reported once is lost, and nothing counts twice.
    privacy: student; keeps: as the assessment
    """

    administration = models.ForeignKey(Administration, on_delete=models.CASCADE, related_name="attempts")
    student = models.ForeignKey("evidence.Student", on_delete=models.CASCADE, related_name="attempts")
    key = models.CharField(max_length=64, blank=True, help_text="Tells two sittings of a window apart.")
    form = models.CharField(max_length=20, blank=True)
    taken_on = models.DateField(null=True, blank=True)
    test_id = models.CharField(max_length=120, blank=True)
    grade = models.CharField(max_length=20, blank=True, help_text="The grade that was tested.")
    validity = models.CharField(max_length=12, choices=Validity, default=Validity.VALID)
    note = models.CharField(max_length=255, blank=True, help_text="Why it is not valid, as the file says.")
    accommodations = models.JSONField(default=list, blank=True)
    counts = models.BooleanField(default=True)
    intake = models.ForeignKey(
        Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="attempts"
    )
    row_hash = models.CharField(max_length=32, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="superseded"
    )

    class Meta:
        db_table = "evidence_attempt"
        constraints = (
            models.UniqueConstraint(
                fields=["administration", "student", "key"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_standing_attempt",
            ),
        )

    def __str__(self) -> str:
        return f"Attempt {self.pk}"


class Result(models.Model):
    """What one attempt says of one item in one method: a number, a range, a level or answer, or a reason.

    A missing result is a reason, never zero. A range has ``low`` or ``high`` and no ``value``; beside a value
    they are the ends of what is likely.

    Purpose: need groups and honest counts.
    privacy: student; keeps: as the assessment
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="results")
    item = models.ForeignKey(AssessmentItem, on_delete=models.CASCADE, related_name="results")
    method = models.CharField(max_length=20, choices=Method, default=Method.POINTS)
    value = models.DecimalField(max_digits=11, decimal_places=3, null=True, blank=True)
    low = models.DecimalField(max_digits=11, decimal_places=3, null=True, blank=True)
    high = models.DecimalField(max_digits=11, decimal_places=3, null=True, blank=True)
    error = models.DecimalField(
        max_digits=9, decimal_places=3, null=True, blank=True, help_text="Standard error of measurement."
    )
    answer = models.CharField(
        max_length=120, blank=True, help_text="A level, a choice or a range as written."
    )
    reason = models.CharField(max_length=20, choices=Reason, blank=True)

    class Meta:
        db_table = "evidence_result"
        constraints = (
            models.UniqueConstraint(fields=["attempt", "item", "method"], name="one_result"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False)
                | models.Q(low__isnull=False)
                | models.Q(high__isnull=False)
                | ~models.Q(answer="")
                | ~models.Q(reason=""),
                name="result_says_something",
            ),
        )

    def __str__(self) -> str:
        return f"Result {self.pk}"
