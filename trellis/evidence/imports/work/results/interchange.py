"""Makes plain tables of Ed-Fi interchange files. Plain Python, streaming; a DTD stops the reading."""

import io
import itertools
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from trellis.evidence.imports.work.results.source import Counted, Row
from trellis.evidence.measures.work.read_table import TableRefused

EDFI_ROOTS = {
    "InterchangeStudentAssessment": "StudentAssessment",
    "InterchangeAssessmentMetadata": "AssessmentMetadata",
    "InterchangeStudentAttendance": "StudentAttendance",
    "InterchangeStudentProgram": "StudentProgram",
}
ASSESSMENT_COLUMNS = (
    *("student", "assessment", "title", "subject", "date", "test", "year", "grade", "part", "part_label"),
    *("standard", "points", "scale", "percentile", "percent", "measure", "other", "level"),
    *("question", "question_standard", "question_full", "question_points", "question_answer"),
)
ATTENDANCE_COLUMNS = ("student", "date", "category", "reason", "amount", "school", "session")
PROGRAM_COLUMNS = ("student", "program", "kind", "begins", "ends", "outside")
_METHODS = {
    "raw score": "points",
    "number score": "points",
    "scale score": "scale",
    "vertical score": "scale",
    "composite score": "scale",
    "percentile": "percentile",
    "percentile rank": "percentile",
    "percentage": "percent",
    "percent correct": "percent",
    "lexile measure": "measure",
    "quantile measure": "measure",
}


class NoDeclarations(io.RawIOBase):
    """A stream of XML in which a DTD or an entity stops the reading before a parser sees it."""

    def __init__(self, inner: Any) -> None:
        super().__init__()
        self.inner, self.tail, self.first = inner, b"", True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self.inner.read(len(buffer))
        if self.first and piece.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00")):
            raise TableRefused("encoding")
        self.first = False
        seen = (self.tail + piece).upper()
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
            raise TableRefused("entities")
        self.tail = piece[-16:]
        buffer[: len(piece)] = piece
        return len(piece)


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def elements(stream: Any, names: frozenset[str]) -> Iterator[ElementTree.Element]:
    """Yield the top elements of these names, one after the other, and forget each."""
    try:
        depth = 0
        root: ElementTree.Element | None = None
        for event, element in ElementTree.iterparse(
            io.BufferedReader(NoDeclarations(stream), 1024 * 256), events=("start", "end")
        ):
            if event == "start":
                depth += 1
                root = element if root is None else root
                if depth > 60:
                    raise TableRefused("damaged")
                continue
            depth -= 1
            if depth == 1:
                if _plain(element.tag) in names:
                    yield element
                element.clear()
                if root is not None:
                    root.clear()
    except ElementTree.ParseError:
        raise TableRefused("damaged") from None


def found(element: ElementTree.Element | None, path: str) -> str:
    """Return the text under a path of plain names; a descriptor's last word."""
    if element is None:
        return ""
    for name in path.split("/"):
        nxt = next((child for child in element if _plain(child.tag) == name), None)
        if nxt is None:
            return ""
        element = nxt
    text = (element.text or "").strip()
    return text.rpartition("#")[2] if text.startswith("uri://") and "#" in text else text


def children(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Return the children of one plain name."""
    return [child for child in element if _plain(child.tag) == name]


def xml_sources(path: Path, kind: str) -> list[tuple[str, Any]]:
    """Return the interchange files in a file or zip as (what it is, opener)."""
    if kind == "xml":
        return [(_root_of(path.open("rb")), lambda: Counted(path.open("rb")))]
    try:
        book = zipfile.ZipFile(path)
        entries = [entry for entry in book.infolist() if entry.filename.lower().endswith(".xml")]
        if len(entries) > 200 or any(
            entry.file_size > 200 * (entry.compress_size + 10_000) for entry in entries
        ):
            raise TableRefused("unfolds")
        return [
            (_root_of(book.open(entry)), lambda entry=entry: Counted(book.open(entry))) for entry in entries
        ]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise TableRefused("damaged") from None


def _root_of(stream: Any) -> str:
    start = stream.read(4096)
    for root, interchange in EDFI_ROOTS.items():
        if f"<{root}".encode() in start or f":{root}".encode() in start:
            return interchange
    return ""


def edfi_interchanges(path: Path, kind: str) -> set[str]:
    """Return what an XML file, or a zip of them, holds."""
    return {name for name, _opener in xml_sources(path, kind)} - {""}


def edfi_rows(path: Path, kind: str, interchange: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the table of one interchange."""
    sources = xml_sources(path, kind)
    openers = [opener for name, opener in sources if name == interchange]
    if interchange == "StudentAttendance":
        return ATTENDANCE_COLUMNS, _numbered(itertools.chain.from_iterable(map(_attendance, openers)))
    if interchange == "StudentProgram":
        return PROGRAM_COLUMNS, _numbered(itertools.chain.from_iterable(map(_programs, openers)))
    about = _metadata([opener for name, opener in sources if name == "AssessmentMetadata"])
    return ASSESSMENT_COLUMNS, _numbered(
        itertools.chain.from_iterable(_assessments(opener, about) for opener in openers)
    )


def _numbered(rows: Iterator[list[str]]) -> Iterator[Row]:
    yield from enumerate(rows, start=1)


def _metadata(openers: list[Any]) -> dict[tuple[str, ...], dict[str, str]]:
    about: dict[tuple[str, ...], dict[str, str]] = {}
    names = frozenset({"Assessment", "AssessmentItem", "ObjectiveAssessment"})
    for opener in openers:
        for element in elements(opener(), names):
            if _plain(element.tag) == "Assessment":
                about[(found(element, "AssessmentIdentifier"),)] = {
                    "title": found(element, "AssessmentTitle"),
                    "subject": found(element, "AcademicSubject"),
                }
                continue
            of = found(element, "AssessmentReference/AssessmentIdentity/AssessmentIdentifier")
            about[(of, found(element, "IdentificationCode"))] = {
                "label": found(element, "Description") or found(element, "Nomenclature"),
                "full": found(element, "MaxRawScore"),
                "standard": found(
                    element, "LearningStandardReference/LearningStandardIdentity/LearningStandardId"
                ),
            }
    return about


def _scores(element: ElementTree.Element) -> dict[str, str]:
    made: dict[str, str] = {}
    for score in children(element, "ScoreResult"):
        method = _METHODS.get(found(score, "AssessmentReportingMethod").lower(), "other")
        made.setdefault(method, found(score, "Result"))
    for level in children(element, "PerformanceLevel"):
        made.setdefault("level", found(level, "PerformanceLevel"))
    return made


def _assessments(opener: Any, about: Mapping[tuple[str, ...], Mapping[str, str]]) -> Iterator[list[str]]:
    for element in elements(opener(), frozenset({"StudentAssessment"})):
        of = found(element, "AssessmentReference/AssessmentIdentity/AssessmentIdentifier")
        known = about.get((of,), {})
        base = {
            "student": found(element, "StudentReference/StudentIdentity/StudentUniqueId"),
            "assessment": of,
            "title": known.get("title") or of,
            "subject": known.get("subject", ""),
            "date": found(element, "AdministrationDate"),
            "test": found(element, "StudentAssessmentIdentifier"),
            "year": found(element, "SchoolYear"),
            "grade": found(element, "WhenAssessedGradeLevel"),
        }
        lines = [{**base, **_scores(element)}]
        for part in children(element, "StudentObjectiveAssessment"):
            code = found(part, "ObjectiveAssessmentReference/ObjectiveAssessmentIdentity/IdentificationCode")
            extra = about.get((of, code), {})
            label = extra.get("label") or code
            lines.append(
                {
                    **base,
                    "part": code,
                    "part_label": label,
                    "standard": extra.get("standard", ""),
                    **_scores(part),
                }
            )
        for item in children(element, "StudentAssessmentItem"):
            lines.append({**base, **_item(item, of, about)})
        for line in lines:
            yield [line.get(name, "") for name in ASSESSMENT_COLUMNS]


def _item(
    item: ElementTree.Element, of: str, about: Mapping[tuple[str, ...], Mapping[str, str]]
) -> dict[str, str]:
    code = found(item, "AssessmentItemReference/AssessmentItemIdentity/IdentificationCode")
    extra = about.get((of, code), {})
    full = extra.get("full", "")
    points = found(item, "RawScoreResult")
    verdict = found(item, "AssessmentItemResult").lower()
    if not points and verdict in ("correct", "incorrect"):
        points = (full or "1") if verdict == "correct" else "0"
    return {
        "question": code,
        "question_standard": extra.get("standard", ""),
        "question_full": full,
        "question_points": points,
        "question_answer": found(item, "AssessmentResponse"),
    }


def _attendance(opener: Any) -> Iterator[list[str]]:
    for element in elements(opener(), frozenset({"StudentSchoolAttendanceEvent"})):
        yield [
            found(element, "StudentReference/StudentIdentity/StudentUniqueId"),
            found(element, "AttendanceEvent/EventDate"),
            found(element, "AttendanceEvent/AttendanceEventCategory"),
            found(element, "AttendanceEvent/AttendanceEventReason"),
            found(element, "AttendanceEvent/EventDuration"),
            found(element, "SchoolReference/SchoolIdentity/SchoolId"),
            found(element, "SessionReference/SessionIdentity/SessionName"),
        ]


def _programs(opener: Any) -> Iterator[list[str]]:
    names = frozenset({"StudentProgramAssociation", "StudentSpecialEducationProgramAssociation"})
    for element in elements(opener(), names):
        yield [
            found(element, "StudentReference/StudentIdentity/StudentUniqueId"),
            found(element, "ProgramReference/ProgramIdentity/ProgramName"),
            found(element, "ProgramReference/ProgramIdentity/ProgramType"),
            found(element, "BeginDate"),
            found(element, "EndDate"),
            found(element, "ServedOutsideOfRegularSession"),
        ]
