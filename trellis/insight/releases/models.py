"""Releases, their cells and who stood behind them."""

from django.conf import settings
from django.db import models

from trellis.evidence.measures.words import Method
from trellis.evidence.roster.words import GroupFamily
from trellis.kit.models import Identified


class Release(Identified):
    """A numbered table of one result over places, grades and one family of groups, as of one day.

    States: published, and never changed. A correction is a new release. The digest over all cells stands in
    the journal too, so that a change of the table can be seen.

    Purpose: beyond their own students people read results only from tables in which no child can be found.
    privacy: none; keeps: always
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField(help_text="Counts on within a district.")
    title = models.CharField(max_length=255)
    administration = models.ForeignKey(
        "evidence.Administration", null=True, on_delete=models.SET_NULL, related_name="releases"
    )
    item = models.ForeignKey(
        "evidence.AssessmentItem", null=True, on_delete=models.SET_NULL, related_name="releases"
    )
    method = models.CharField(max_length=20, choices=Method)
    cut = models.DecimalField(max_digits=11, decimal_places=3, help_text="From this value on it is reached.")
    family = models.CharField(max_length=20, choices=GroupFamily)
    threshold = models.PositiveSmallIntegerField(help_text="The smallest group that is shown.")
    as_of = models.DateField()
    attacked = models.PositiveIntegerField(help_text="Small numbers that an attack could not work out.")
    digest = models.CharField(max_length=64)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="releases_published"
    )
    published_at = models.DateTimeField()

    class Meta:
        db_table = "insight_release"
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["organization", "number"], name="one_release_number"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class ReleasedCell(models.Model):
    """One cell: a place, a grade (empty: all) and a group (empty: all). Hidden numbers are not kept here.

    ``students`` is empty where the number is hidden, ``reached`` where the share is.

    Purpose: what is shown is exactly what was protected.
    privacy: none; keeps: as the release
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="cells")
    position = models.PositiveIntegerField()
    organization = models.ForeignKey(
        "people.Organization", on_delete=models.PROTECT, related_name="released_cells"
    )
    grade = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=60, blank=True)
    students = models.PositiveIntegerField(null=True)
    reached = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "insight_released_cell"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["release", "position"], name="one_cell_position"),
            models.UniqueConstraint(
                fields=["release", "organization", "grade", "group"], name="one_released_cell"
            ),
            models.CheckConstraint(
                condition=models.Q(reached__isnull=True) | models.Q(students__isnull=False),
                name="no_share_of_a_hidden_group",
            ),
        )

    def __str__(self) -> str:
        return f"Cell {self.position}"


class ReleaseMember(models.Model):
    """A student who was counted, and where: the number of the row alone, so that groups can be compared.

    Without it nobody could tell whether two releases, laid side by side, give somebody away.

    Purpose: the next release is checked against this one.
    privacy: student; keeps: as the release
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="members")
    student_number = models.BigIntegerField()
    school_number = models.BigIntegerField()
    grade = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "insight_release_member"
        constraints = (models.UniqueConstraint(fields=["release", "student_number"], name="counted_once"),)

    def __str__(self) -> str:
        return f"Member {self.pk}"


class ReleaseOpening(models.Model):
    """That everyone may read a release, without signing in, as the public reads it: bands, never numbers.

    It is not taken back: what was read is known. A withdrawal ends it as it ends all reading.

    Purpose: what a district publishes, its public can read and check.
    privacy: staff; keeps: as the release
    """

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="opening")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="releases_opened"
    )
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "insight_release_opening"

    def __str__(self) -> str:
        return f"Opening {self.pk}"


class ReleaseWithdrawal(models.Model):
    """That a release is shown no more, and why. The release itself stays as it was, and so does the journal.

    What was read once is known: later releases are still checked against it.

    Purpose: a wrong table leaves the pages without being changed.
    privacy: staff; keeps: as the release
    """

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="withdrawal")
    reason = models.CharField(max_length=500)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="releases_withdrawn"
    )
    withdrawn_at = models.DateTimeField()

    class Meta:
        db_table = "insight_release_withdrawal"

    def __str__(self) -> str:
        return f"Withdrawal {self.pk}"
