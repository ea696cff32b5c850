"""What can be a point of a measure."""

from decimal import Decimal

from django.utils.translation import gettext as _

from trellis.evidence.measures.words import Unit


def value_problem(
    unit: Unit, value: Decimal | None, part: int | None, whole: int | None
) -> tuple[str, str] | None:
    """Return the field and the sentence that say why this is no point, or nothing when it is one.

    A share is "part of whole" or a percent from 0 to 100; everything else is a number from 0 up.
    """
    if part is not None or whole is not None:
        if part is None or whole is None or whole < 1:
            return "whole", _("Write both: how many reached it, and of how many.")
        if part > whole:
            return "part", _("More students reached it than took it. Please look again.")
        return None
    if value is None:
        return "value", _("Write the value you read off.")
    if value < 0:
        return "value", _("A value cannot be below zero.")
    if unit == Unit.PERCENT and value > 100:
        return "value", _("A percent lies between 0 and 100.")
    if value >= Decimal(10) ** 8:
        return "value", _("This number is too large.")
    return None
