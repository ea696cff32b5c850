"""Lists the tables of this floor for Django. Nobody imports it."""

from trellis.evidence.roster.models import (
    Course,
    Demographic,
    Enrollment,
    Guardianship,
    SchoolClass,
    Student,
    StudentIdentifier,
    Teaching,
)

__all__ = [
    "Course",
    "Demographic",
    "Enrollment",
    "Guardianship",
    "SchoolClass",
    "Student",
    "StudentIdentifier",
    "Teaching",
]
