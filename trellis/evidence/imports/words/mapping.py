"""What a column of a file can hold, when a person maps it by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ColumnRole(models.TextChoices):
    """What a column holds."""

    IGNORE = "ignore", _("Not needed")
    STUDENT = "student", _("Number of the student")
    FULL = "full", _("Name of the student")
    GIVEN = "given", _("Given name")
    FAMILY = "family", _("Family name")
    BORN = "born", _("Birth date")
    GRADE = "grade", _("Grade tested")
    DATE = "date", _("Day of the test")
    TEST = "test", _("Number of the test")
    ASSESSMENT = "assessment", _("Name of the assessment")
    SUBJECT = "subject", _("Subject")
    YEAR = "year", _("School year")
    WINDOW = "window", _("Window: fall, winter, spring")
    SCALE = "scale", _("Scale score of the whole")
    POINTS = "points", _("Points of the whole")
    LEVEL = "level", _("Level of the whole")
    PERCENTILE = "percentile", _("Percentile of the whole")
    PERCENT = "percent", _("Percent of the whole")
    PART_SCALE = "part_scale", _("Scale score of a part")
    PART_POINTS = "part_points", _("Points of a part")
    PART_LEVEL = "part_level", _("Level of a part")
    PART_PERCENT = "part_percent", _("Percent of a part")
    QUESTION = "question", _("Points of one item")
    ITEM = "item", _("Name of the item, one row an item")
    STANDARD = "standard", _("Academic standard of the item")
    ITEM_POINTS = "item_points", _("Points, one row an item")


WHOLE_ROLES = frozenset(
    {ColumnRole.SCALE, ColumnRole.POINTS, ColumnRole.LEVEL, ColumnRole.PERCENTILE, ColumnRole.PERCENT}
)
PART_ROLES = frozenset(
    {ColumnRole.PART_SCALE, ColumnRole.PART_POINTS, ColumnRole.PART_LEVEL, ColumnRole.PART_PERCENT}
)
NAME_ROLES = frozenset(
    {ColumnRole.FULL, ColumnRole.GIVEN, ColumnRole.FAMILY, ColumnRole.BORN, ColumnRole.GRADE}
)
#: Roles that one column at most can have.
SINGLE_ROLES = (
    frozenset(ColumnRole) - PART_ROLES - {ColumnRole.IGNORE, ColumnRole.STUDENT, ColumnRole.QUESTION}
)


class DayForm(models.TextChoices):
    """How days are written in a file."""

    USUAL = "", _("As usual: 2026-09-30 or 9/30/2026")
    DAY_FIRST = "%d/%m/%Y", _("Day first: 30/9/2026")
    PACKED = "%Y%m%d", _("20260930")
    PACKED_US = "%m%d%Y", _("09302026")
    DOTS = "%d.%m.%Y", _("30.9.2026")
