"""Makes a tagged PDF from plain words. Nothing that somebody wrote is read as markup: it goes in as data."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import typst
from django.http import HttpResponse
from django.utils.translation import get_language

LAYOUT = Path(__file__).parent / "document.typ"
#: The standard for documents that everybody can read.
STANDARD: Final = "ua-1"


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs, a list, or a table; what is empty is left out."""

    heading: str
    paragraphs: Sequence[str] = ()
    lines: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing to say."""
        return not (self.paragraphs or self.lines or self.rows)


@dataclass(frozen=True)
class Paper:
    """A document: its title, whose it is, a few lines of facts, sections, the line at the foot of pages."""

    title: str
    author: str
    facts: Sequence[str]
    sections: Sequence[Section]
    foot: str = ""


def make_pdf(paper: Paper) -> bytes:
    """Return the document in the reader's language, tagged, with title and language.

    It declares PDF/UA-1. Only when the type face lacks a character of what people wrote, the declaration is
    left out: the tags are there all the same.
    """
    words = {
        "title": paper.title,
        "author": paper.author,
        "facts": [line for line in paper.facts if line],
        "sections": [asdict(section) for section in paper.sections if not section.is_empty],
        "foot": paper.foot,
        "lang": (get_language() or "en")[:2],
    }
    return set_in_type(LAYOUT, words)


def set_in_type(layout: Path, words: Mapping[str, object]) -> bytes:
    """Return what a layout makes of words, as ``make_pdf`` says; they reach it as data."""
    source, inputs = layout.read_bytes(), {"paper": json.dumps(words)}
    try:
        return bytes(typst.compile(source, sys_inputs=inputs, pdf_standards=[STANDARD]))
    except typst.TypstError:
        return bytes(typst.compile(source, sys_inputs=inputs))


def pdf_response(paper: Paper, name: str) -> HttpResponse:
    """Return the document as a file; no cache on the way keeps it."""
    return file_response(make_pdf(paper), name)


def file_response(pdf: bytes, name: str) -> HttpResponse:
    """Return a PDF as a file; no cache on the way keeps it."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
