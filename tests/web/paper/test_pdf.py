"""Tagged PDF: what it declares, and that nothing written is read as markup."""

import re
import zlib

from django.utils import translation

from trellis.web.paper.pdf import Paper, Section, make_pdf


def parts_of(pdf: bytes) -> bytes:
    """Return the objects of a PDF in the clear: those outside of streams, and the streams unpacked."""
    found = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return b"\n".join(found)


def tags_of(pdf: bytes) -> set[str]:
    """Return the names of the structure elements."""
    return {name.decode() for name in re.findall(rb"/S\s*/([A-Z][A-Za-z0-9]*)", parts_of(pdf))}


def paper(words: str = "Two facts") -> Paper:
    return Paper(
        title="Weekly meeting",
        author="Grade 4 team",
        facts=["Monday"],
        sections=[
            Section("Who", ["Ana, Ben"]),
            Section("Promises", lines=[words, "Another"]),
            Section("Agenda", head=("Time", "Item", "Minutes"), rows=[("1:30", "Check-in", "3")]),
            Section("Nothing here"),
        ],
        foot="Seen by the team",
    )


def test_the_document_declares_tags_title_language_and_the_standard() -> None:
    pdf = make_pdf(paper())
    assert pdf.startswith(b"%PDF-")
    clear = parts_of(pdf)
    for declared in (b"/StructTreeRoot", b"/MarkInfo", b"/Marked true", b"/DisplayDocTitle true"):
        assert declared in clear
    assert re.search(rb"pdfuaid:part>\s*1", clear)
    assert re.search(rb"/Lang\s*\(en", clear)
    assert b"Weekly meeting" in clear


def test_headings_lists_and_tables_are_marked_as_such() -> None:
    assert {"H1", "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD"} <= tags_of(make_pdf(paper()))
    without = Paper("Title", "Team", [], [Section("Nothing")])
    assert "L" not in tags_of(make_pdf(without)), "an empty section is left out"


def test_the_language_is_the_readers() -> None:
    with translation.override("es"):
        assert re.search(rb"/Lang\s*\(es", parts_of(make_pdf(paper())))


def test_what_people_write_is_never_read_as_markup() -> None:
    plain = tags_of(make_pdf(paper("a plain line")))
    for written in (
        '#read("/etc/passwd")',
        "= Heading",
        "$x$ *bold* [link](x)",
        '#import "@preview/x"',
        '"}\\',
    ):
        assert tags_of(make_pdf(paper(written))) == plain, written


def test_a_character_that_the_type_face_lacks_keeps_the_tags() -> None:
    pdf = make_pdf(paper("\U000e0041 \ue000"))
    assert b"/StructTreeRoot" in parts_of(pdf)
