"""The notes as HTML, for reading without a script, for print and for earlier versions."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.kit.shared_text import Mark, Node

Draw = Callable[[str, str], SafeString]

#: Element of the notes -> element of the page.
_ELEMENTS = {
    "paragraph": "p",
    "bulletList": "ul",
    "orderedList": "ol",
    "listItem": "li",
    "blockquote": "blockquote",
}
#: Signs that turn the direction of reading or hide are shown (threat 15); a joiner inside an emoji is none.
_ODD = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SCHEMES = {"http", "https", "mailto"}


def written(nodes: Iterable[Node], draw: Draw) -> SafeString:
    """Return the notes as HTML; what is not known here is left out, its words are not."""
    return format_html_join("", "{}", ((_node(node, draw),) for node in nodes))


def _node(node: Node, draw: Draw) -> SafeString:
    if node.name == "reference":
        return _reference(str(node.attributes.get("kind", "")), node, draw, "div")
    if node.name == "student":
        return _reference("student", node, draw, "span")
    if node.name == "hardBreak":
        return mark_safe("<br>")
    inside = format_html_join(
        "",
        "{}",
        ((_mark(child) if isinstance(child, Mark) else _node(child, draw),) for child in node.children),
    )
    if node.name == "heading":
        level = "4" if str(node.attributes.get("level", "")).startswith("4") else "3"
        return format_html("<h{}>{}</h{}>", level, inside, level)
    name = _ELEMENTS.get(node.name)
    return format_html("<{}>{}</{}>", name, inside, name) if name else inside


def _reference(kind: str, node: Node, draw: Draw, element: str) -> SafeString:
    try:
        drawn = draw(kind, str(node.attributes.get("ref", "")))
    except NotFound:
        drawn = format_html("{}", _("This does not stand here any more."))
    return format_html('<{} class="in-notes">{}</{}>', element, drawn, element)


def _mark(mark: Mark) -> SafeString:
    words = _ODD.sub(lambda sign: f"\ue000{ord(sign[0]):04X}\ue001", mark.text.replace("\ue000", ""))
    shown = format_html("{}", words)
    shown = mark_safe(re.sub("\ue000([0-9A-F]{4})\ue001", r'<span class="odd-sign">U+\1</span>', shown))
    if "bold" in mark.marks:
        shown = format_html("<strong>{}</strong>", shown)
    if "italic" in mark.marks:
        shown = format_html("<em>{}</em>", shown)
    link = mark.marks.get("link")
    href = str(link.get("href", "")) if isinstance(link, dict) else ""
    if href and urlsplit(href).scheme.lower() in _SCHEMES:
        shown = format_html('<a href="{}" rel="noopener noreferrer">{}</a>', href, shown)
    return shown
