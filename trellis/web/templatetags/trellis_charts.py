"""Charts as template tags; the drawing is in ``trellis.web.charts``."""

from collections.abc import Sequence

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from trellis.web.charts.before_after import BeforeAfter, before_after_svg
from trellis.web.charts.pictures import RunPicture, Spark
from trellis.web.charts.ranges import range_svg
from trellis.web.charts.run import run_chart_svg
from trellis.web.charts.shares import shares_svg
from trellis.web.charts.small import mark_svg, spark_svg

register = template.Library()


@register.inclusion_tag("parts/run_chart.html")
def run_chart(picture: RunPicture, *, open_table: bool = False) -> dict[str, object]:
    """A run chart in its frame: sentence, picture, source line, table twin."""
    rows = [
        {
            "id": f"{picture.key}-{index}",
            "day": date_format(point.on, pgettext("short day with year", "M j, Y")),
            "words": point.words,
            "cells": point.cells,
        }
        for index, point in enumerate(picture.points)
    ]
    return {"picture": picture, "svg": run_chart_svg(picture), "rows": rows, "open_table": open_table}


@register.inclusion_tag("parts/before_after.html")
def before_after(picture: BeforeAfter) -> dict[str, object]:
    """The same students in two windows: sentence, picture, notes, table twin."""
    return {"picture": picture, "svg": before_after_svg(picture)}


@register.inclusion_tag("parts/sparkline.html")
def sparkline(spark: Spark) -> dict[str, object]:
    """A small line with its last value in words."""
    return {"spark": spark, "svg": spark_svg(spark)}


@register.simple_tag
def share_bar(
    counts: Sequence[int], labels: Sequence[str], name: str, others: Sequence[Sequence[int]]
) -> SafeString:
    """The answers to one question as a bar around its middle, on one scale with the other questions."""
    return shares_svg(counts, labels, name, others)


@register.simple_tag
def range_bar(low: int | None, high: int | None, name: str, words: str) -> SafeString:
    """A share as a bar on a line from 0 to 100 %; only the line where it is not shown."""
    return range_svg(low, high, name, words)


@register.simple_tag
def use_mark(how: str) -> SafeString:
    """The mark of one week's use."""
    return mark_svg(how)


@register.simple_tag
def use_words(how: str) -> str:
    """The same in words."""
    return {
        "fully": gettext("used fully"),
        "partly": gettext("used partly"),
        "not": gettext("not used"),
        "unrecorded": gettext("not yet recorded"),
    }[how]
