"""Fixed vocabulary of measures and results."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ColumnKind(models.TextChoices):
    """What a column of a results file holds."""

    IDENTIFIER = "identifier", _("Names the student by a number or user name")
    FULL_NAME = "full_name", _("The student’s full name")
    GIVEN_NAME = "given_name", _("The student’s given name")
    FAMILY_NAME = "family_name", _("The student’s family name")
    ITEM = "item", _("An item: points or the answer chosen")
    SCORE = "score", _("A score")
    IGNORE = "ignore", _("Not needed")


#: What says whose row it is.
NAMING_KINDS = (
    ColumnKind.IDENTIFIER,
    ColumnKind.FULL_NAME,
    ColumnKind.GIVEN_NAME,
    ColumnKind.FAMILY_NAME,
)


class FileState(models.TextChoices):
    """Life of a results file: read, then applied or put aside."""

    READ = "read", _("Read, nothing written yet")
    APPLIED = "applied", _("Applied")
    PUT_ASIDE = "put_aside", _("Put aside")


class RowProblem(models.TextChoices):
    """Why a row of a results file waits for a person."""

    UNKNOWN = "unknown", _("Nobody on the roster has this number or name")
    SEVERAL = "several", _("Several students fit")
    NOT_OURS = "not_ours", _("On the roster, but not a student of this team")
    TWICE = "twice", _("The same student stands in another row")
    CELLS = "cells", _("The row has more or fewer cells than the header")
    LONG_CELL = "long_cell", _("A cell is longer than 2,000 characters")
    VALUE = "value", _("A value cannot be read as a result")


class Reason(models.TextChoices):
    """Why there is no value. A missing result is never zero."""

    BLANK = "blank", _("No entry")
    NOT_TESTED = "not_tested", _("Not tested")
    SUPPRESSED = "suppressed", _("Hidden by the sender")
    INVALID = "invalid", _("Not valid")


class AssessmentKind(models.TextChoices):
    """Whose task it is."""

    COMMON = "common", _("Common assessment of a team")
    INTERIM = "interim", _("Interim assessment")
    SCREENER = "screener", _("Screener or benchmark")
    STATE = "state", _("State assessment")
    GRADEBOOK = "gradebook", _("Gradebook")
    SURVEY = "survey", _("Rating or survey about a student")


class Window(models.TextChoices):
    """When in the school year."""

    FALL = "fall", _("Fall")
    WINTER = "winter", _("Winter")
    SPRING = "spring", _("Spring")
    SUMMER = "summer", _("Summer")
    ONCE = "once", _("Once")
    MONTH = "month", _("A month")


class ItemKind(models.TextChoices):
    """A node of the tree of an assessment."""

    WHOLE = "whole", _("The whole")
    PART = "part", _("A part with a score")
    ITEM = "item", _("An item")


class Method(models.TextChoices):
    """What a result is measured in. Two methods of one item are two results."""

    POINTS = "points", _("Points")
    SCALE = "scale", _("Scale score")
    LEVEL = "level", _("Level")
    PERCENT = "percent", _("Percent")
    PERCENTILE = "percentile", _("Percentile")
    GRADE = "grade", _("Grade equivalent")
    MEASURE = "measure", _("Reading or quantity measure")
    GROWTH = "growth", _("Growth")
    OTHER = "other", _("Another number")


class Validity(models.TextChoices):
    """Whether an attempt counts at all."""

    VALID = "valid", _("Valid")
    INVALID = "invalid", _("Not valid")
    NOT_TESTED = "not_tested", _("Not tested")


class Origin(models.TextChoices):
    """How results came in."""

    FILE = "file", _("A file of a member")
    IMPORT = "import", _("An import")
    HAND = "hand", _("By hand")


class MeasureKind(models.TextChoices):
    """What a measure is for (S0-28)."""

    OUTCOME = "outcome", _("Outcome: what students reach")
    DRIVER = "driver", _("Driver: what we believe moves the outcome")
    PROCESS = "process", _("Process: whether we do what we planned")
    PRACTICAL = "practical", _("Practical: a quick look every week")
    BALANCING = "balancing", _("Balancing: what must not get worse")


class Area(models.TextChoices):
    """What a measure of the catalogue looks at; learning is one area of eight (S1-06)."""

    LEARNING = "learning", _("Learning")
    ATTENDANCE = "attendance", _("Being there")
    BELONGING = "belonging", _("Belonging")
    BEHAVIOR = "behavior", _("Getting along")
    PARTICIPATION = "participation", _("Taking part")
    FAMILIES = "families", _("Families")
    READINESS = "readiness", _("Ready for what comes")
    BALANCE = "balance", _("What must not get worse")


class Unit(models.TextChoices):
    """The unit of a measure's values."""

    PERCENT = "percent", _("Percent of students")
    COUNT = "count", _("How many")
    MEAN = "mean", _("Average points")
    MINUTES = "minutes", _("Minutes")


class Better(models.TextChoices):
    """Which way is better. Fixed when the measure is made, so that nobody turns it round later."""

    HIGHER = "higher", _("Higher is better")
    LOWER = "lower", _("Lower is better")


class FactKind(models.TextChoices):
    """What is known of a student beside results (S1-06)."""

    ATTENDANCE = "attendance", _("Attendance")
    BEHAVIOR = "behavior", _("Behavior")
    PROGRAM = "program", _("Program")
    SERVICE = "service", _("Service")
    PARTICIPATION = "participation", _("Participation")
    PLAN = "plan", _("Plan")
