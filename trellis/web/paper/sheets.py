"""Sheets of an assessment for one class: a page for the teacher, then a page or more for every student."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.web.paper.pdf import set_in_type

LAYOUT = Path(__file__).parent / "sheets.typ"
#: The letters a student chooses from.
LETTERS = ("A", "B", "C", "D")


@dataclass(frozen=True)
class SheetItem:
    """One item as a student reads it: with ``choices`` to mark one, without them room to write."""

    words: str
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class Sheet:
    """What one student gets."""

    name: str
    form: str
    items: Sequence[SheetItem]


@dataclass(frozen=True)
class ClassSheets:
    """The sheets of a class. ``code`` is the picture of the code, as SVG, that leads to ``address``."""

    title: str
    room: str
    community: str
    address: str
    code: str
    sheets: Sequence[Sheet]


def make_sheets(sheets: ClassSheets) -> bytes:
    """Return the sheets in the language that is spoken now, tagged, as ``make_pdf`` does."""
    labels = {
        "heading": _("%(room)s: %(title)s") % {"room": sheets.room, "title": sheets.title},
        "lede": _("This page stays with the teacher. After the lesson, scan the code and type the answers."),
        "alt": _("QR code of the page of entry"),
        "names": _("Students"),
        "forms": [_("form %(form)s") % {"form": sheet.form} if sheet.form else "" for sheet in sheets.sheets],
    }
    return set_in_type(LAYOUT, asdict(sheets) | {"labels": labels, "lang": (get_language() or "en")[:2]})
