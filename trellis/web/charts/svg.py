"""A very small writer of SVG: elements with escaped attributes, numbers with one decimal."""

from django.utils.html import escape

type Value = str | float | int


def number(value: float) -> str:
    """Write a coordinate: one decimal, no needless zero."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def element(name: str, content: str = "", **attributes: Value) -> str:
    """Write an element. ``class_`` becomes ``class``, ``text_anchor`` becomes ``text-anchor``.

    ``content`` must be finished markup; every attribute is escaped here.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(words: str, x: float, y: float, class_: str = "", anchor: str = "") -> str:
    """Write words at a place."""
    return element("text", escape(words), class_=class_, x=x, y=y, text_anchor=anchor)


def polyline(points: list[tuple[float, float]]) -> str:
    """Return the path through these points."""
    return "M" + " L".join(f"{number(x)} {number(y)}" for x, y in points)
