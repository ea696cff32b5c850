"""Small pictures: the marks of a use record and the sparkline of a row."""

from django.utils.safestring import SafeString, mark_safe

from trellis.web.charts.pictures import Spark
from trellis.web.charts.scale import Values
from trellis.web.charts.svg import element, polyline

#: How a use looks: full, half, an empty ring, a short dash. Shape alone tells them apart.
MARKS = {
    "fully": '<circle cx="9" cy="9" r="6.5"/>',
    "partly": '<circle class="hollow" cx="9" cy="9" r="6.5"/><path d="M9 2.5a6.5 6.5 0 0 1 0 13z"/>',
    "not": '<circle class="hollow" cx="9" cy="9" r="6.5"/>',
    "unrecorded": '<path class="quiet" d="M5 9h8"/>',
}
WIDTH, HEIGHT, INSET = 96.0, 26.0, 4.0


def mark_svg(how: str) -> SafeString:
    """Draw one mark of a use record; the words stand beside it."""
    return mark_safe(f'<svg class="mark" viewBox="0 0 18 18" aria-hidden="true">{MARKS[how]}</svg>')


def spark_svg(spark: Spark) -> SafeString:
    """Draw the line of a row; its last value in words stands beside it, so the picture itself is silent."""
    known = [value for value in spark.values if value is not None]
    spread = [*known, spark.median] if spark.median is not None else known
    if not known:
        return mark_safe("")
    low, high = min(spread), max(spread)
    y = Values(low, high if high > low else low + 1, INSET, HEIGHT - INSET)
    step = (WIDTH - 2 * INSET) / max(len(spark.values) - 1, 1)
    places = [
        (INSET + index * step, y(value)) for index, value in enumerate(spark.values) if value is not None
    ]
    drawn = []
    if spark.median is not None:
        height = y(spark.median)
        drawn.append(element("line", class_="median", x1=0, x2=WIDTH, y1=height, y2=height))
    if len(places) > 1:
        drawn.append(element("path", class_="data", d=polyline(places)))
    x, last = places[-1]
    drawn.append(element("circle", class_="dot-part" if spark.partial else "dot", cx=x, cy=last, r=3.2))
    view = f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"
    return mark_safe(element("svg", "".join(drawn), viewBox=view, aria_hidden="true"))
