"""Students, classes and who belongs to them, as the student system sends them."""

from django.conf import settings
from django.db import models

from trellis.evidence.roster.words import ClassKind, IdentifierSystem
from trellis.kit.models import Identified


class Student(Identified):
    """A student on the roster. Not a person with sign-in: nothing of the people floor can reach one.

    States: on the roster -> removed (``removed_at``) -> back again, the same row.

    Purpose: every learner is seen by the teams that teach them.
    privacy: student; keeps: while enrolled, then 1 year
    """

    given_name = models.CharField(max_length=255)
    family_name = models.CharField(max_length=255)
    preferred_name = models.CharField(max_length=255, blank=True)
    pronouns = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=20, blank=True, help_text="As CEDS writes it: KG, 01 … 12.")
    school = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="students"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_student"
        ordering = ("family_name", "given_name", "id")

    def __str__(self) -> str:
        return f"Student {self.public_id}"

    @property
    def full_name(self) -> str:
        """The name as teachers write it."""
        return f"{self.preferred_name or self.given_name} {self.family_name}".strip()


class StudentIdentifier(models.Model):
    """A number or name under which files know a student.

    Purpose: results files are matched by any identifier of the roster.
    privacy: student; keeps: as the student
    """

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="identifiers")
    system = models.CharField(max_length=20, choices=IdentifierSystem)
    value = models.CharField(max_length=255)

    class Meta:
        db_table = "evidence_student_identifier"
        indexes = (models.Index(fields=["system", "value"], name="identifier_value"),)
        constraints = (models.UniqueConstraint(fields=["student", "system", "value"], name="one_identifier"),)

    def __str__(self) -> str:
        return self.system


class Demographic(models.Model):
    """Birth date, sex and the source's own flags of race and ethnicity; reporting groups are computed.

    Purpose: fairness between groups can be seen in protected tables.
    privacy: student; keeps: as the student
    """

    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="demographic")
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=20, blank=True)
    flags = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "evidence_demographic"

    def __str__(self) -> str:
        return "Demographic"


class Course(Identified):
    """What is taught, in a school or the whole district.

    Purpose: teams grow from the courses people teach.
    privacy: none; keeps: always
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="courses")
    title = models.CharField(max_length=255)
    code = models.CharField(max_length=255, blank=True)
    grades = models.JSONField(default=list, blank=True)
    subjects = models.JSONField(default=list, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_course"
        ordering = ("title", "id")

    def __str__(self) -> str:
        return self.title


class SchoolClass(Identified):
    """A class that meets in a school.

    Purpose: which students a teacher shares with colleagues.
    privacy: none; keeps: 7 years
    """

    school = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="classes")
    course = models.ForeignKey(
        Course, null=True, blank=True, on_delete=models.PROTECT, related_name="classes"
    )
    title = models.CharField(max_length=255)
    code = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=20, choices=ClassKind, default=ClassKind.SCHEDULED)
    grades = models.JSONField(default=list, blank=True)
    subjects = models.JSONField(default=list, blank=True)
    location = models.CharField(max_length=255, blank=True)
    periods = models.CharField(max_length=255, blank=True)
    starts_on = models.DateField(null=True, blank=True, help_text="First day of its first term.")
    ends_on = models.DateField(null=True, blank=True, help_text="Last day of its last term.")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_class"
        verbose_name_plural = "school classes"
        ordering = ("title", "id")

    def __str__(self) -> str:
        return self.title


class Enrollment(models.Model):
    """A student in a class, for a time.

    Purpose: "our students" of a team.
    privacy: student; keeps: 7 years
    """

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="enrollments")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="enrollments")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_enrollment"

    def __str__(self) -> str:
        return f"Enrollment {self.pk}"


class Teaching(models.Model):
    """A teacher of record of a class, for a time.

    Purpose: who shares students; whose results a file holds.
    privacy: staff; keeps: 7 years
    """

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="teachings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teachings")
    primary = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_teaching"

    def __str__(self) -> str:
        return f"Teaching {self.pk}"


class Guardianship(models.Model):
    """An adult who speaks for a student, read live from the roster; ended when the roster ends it.

    Purpose: a family sees its own child and no other.
    privacy: family; keeps: while enrolled, then 1 year
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guardianships"
    )
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="guardianships")
    relation = models.CharField(max_length=40, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_guardianship"

    def __str__(self) -> str:
        return f"Guardianship {self.pk}"
