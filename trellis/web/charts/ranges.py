"""A share on a line from 0 to 100 %: a bar where it lies, nothing where it is not shown."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from trellis.web.charts.svg import element

WIDTH, HEIGHT, BAR = 400.0, 18.0, 10.0
#: A single percent is drawn this wide, so that it can be seen.
LEAST = 4.0


def range_svg(low: int | None, high: int | None, name: str, words: str) -> SafeString:
    """Draw one bar. Without ends only the line is there: a hidden share is not a share of 0."""
    middle = HEIGHT / 2
    parts = [element("line", class_="axis", x1=0, x2=WIDTH, y1=middle, y2=middle)]
    if low is not None and high is not None:
        left, right = low / 100 * WIDTH, high / 100 * WIDTH
        width = max(right - left, LEAST)
        x = min(left, WIDTH - width)
        parts.append(element("rect", class_="range", x=x, y=middle - BAR / 2, width=width, height=BAR))
    title = f"<title>{escape(f'{name}: {words}')}</title>"
    view = f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"
    return mark_safe(element("svg", title + "".join(parts), class_="range-line", viewBox=view, role="img"))
