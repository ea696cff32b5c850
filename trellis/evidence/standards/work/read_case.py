"""Reads a framework of academic standards (CASE 1.0 or 1.1, or Ed-Fi) in a child process; no Django.

Run as ``python -m trellis.evidence.standards.work.read_case FILE``. The answer is ``{"framework",
"standards", "links", "notes"}`` or ``{"refused": code}``. A standard is ``[identifier, parent, code,
statement, kind, grades, uri, place, depth]`` in the order of the tree; ``place`` is its way from the top as
numbers of equal width.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

MOST_BYTES = 64 * 1024 * 1024
MOST_STANDARDS = 50_000
MOST_DEPTH = 20
MEMORY_OUT = 77
KINDS = frozenset(
    {
        *("isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy", "exemplar"),
        *("hasSkillLevel", "isTranslationOf"),
    }
)


class FrameworkRefused(Exception):
    """The file is no framework we can read; the argument is a stable code."""


def _text(value: Any, most: int = 10_000) -> str:
    return (
        str(value).strip()[:most]
        if isinstance(value, str | int | float) and not isinstance(value, bool)
        else ""
    )


def _node(value: Any) -> str:
    """Return the identifier an association points at: an object, or an address that ends with it."""
    if isinstance(value, Mapping):
        return _text(value.get("identifier")) or _text(value.get("uri")).rstrip("/").rpartition("/")[2]
    return _text(value).rstrip("/").rpartition("/")[2]


def case_package(content: Any) -> dict[str, Any]:
    """Return the package of 1.0 or, in its wrapping, of 1.1.

    Raises:
        FrameworkRefused: when it is none.
    """
    package = content.get("CFPackage", content) if isinstance(content, Mapping) else None
    if not isinstance(package, dict) or not isinstance(package.get("CFDocument"), dict):
        raise FrameworkRefused("not_case")
    return package


def read_case(content: Any) -> dict[str, Any]:
    """Return a framework as the operation stores it."""
    package = case_package(content)
    document = package["CFDocument"]
    items = [item for item in package.get("CFItems") or [] if isinstance(item, Mapping)]
    if not _text(document.get("identifier")) or not _text(document.get("title")):
        raise FrameworkRefused("no_title")
    if len(items) > MOST_STANDARDS:
        raise FrameworkRefused("too_many")
    notes: dict[str, int] = {}
    standards: dict[str, dict[str, Any]] = {}
    for item in items:
        identifier = _text(item.get("identifier"), 64)
        statement = _text(item.get("fullStatement")) or _text(item.get("abbreviatedStatement"))
        if not identifier or not statement or identifier in standards:
            notes["left_out"] = notes.get("left_out", 0) + 1
            continue
        grades = item.get("educationLevel")
        standards[identifier] = {
            "identifier": identifier,
            "code": _text(item.get("humanCodingScheme"), 120),
            "statement": statement,
            "kind": _text(item.get("CFItemType"), 120),
            "grades": [_text(grade, 20) for grade in grades] if isinstance(grades, list) else [],
            "uri": _text(item.get("uri"), 500),
        }
    parents, links = _associations(package, standards, notes)
    subjects = document.get("subject")
    return {
        "framework": {
            "identifier": _text(document["identifier"], 64),
            "uri": _text(document.get("uri"), 500),
            "title": _text(document["title"], 500),
            "creator": _text(document.get("creator"), 255),
            "publisher": _text(document.get("publisher"), 255),
            "subject": ", ".join(map(_text, subjects))[:255]
            if isinstance(subjects, list)
            else _text(subjects, 255),
            "language": _text(document.get("language"), 20),
            "version": _text(document.get("version"), 120),
            "changed_at": _text(document.get("lastChangeDateTime"), 40),
        },
        "standards": in_order(standards, parents),
        "links": links,
        "notes": notes,
    }


def _associations(
    package: Mapping[str, Any], standards: Mapping[str, Any], notes: dict[str, int]
) -> tuple[dict[str, tuple[int, str]], list[list[str]]]:
    """Return child -> (order, parent), and the other links between standards of this framework."""
    parents: dict[str, tuple[int, str]] = {}
    links = []
    for association in package.get("CFAssociations") or []:
        if not isinstance(association, Mapping):
            continue
        kind = _text(association.get("associationType"))
        origin, destination = (
            _node(association.get("originNodeURI")),
            _node(association.get("destinationNodeURI")),
        )
        if kind == "isChildOf" and origin in standards:
            order = association.get("sequenceNumber")
            number = order if isinstance(order, int) and not isinstance(order, bool) else 999_999
            parents.setdefault(origin, (number, destination if destination in standards else ""))
        elif kind in KINDS and origin in standards and destination in standards:
            links.append([origin, destination, kind])
        elif kind != "isChildOf":
            notes["links_outside"] = notes.get("links_outside", 0) + 1
    return parents, links


def in_order(
    standards: Mapping[str, Mapping[str, Any]], parents: Mapping[str, tuple[int, str]]
) -> list[list[Any]]:
    """Return the standards from the top down, each with its place.

    Raises:
        FrameworkRefused: when parents form a circle or a ladder deeper than any framework.
    """
    below: dict[str, list[tuple[int, int, str]]] = {}
    for at, identifier in enumerate(standards):
        order, parent = parents.get(identifier, (999_999, ""))
        below.setdefault(parent, []).append((order, at, identifier))
    found: list[list[Any]] = []
    waiting = [("", "", 0)]
    while waiting:
        parent, place, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise FrameworkRefused("too_deep")
        children = sorted(below.get(parent, []))
        for number, (_order, _at, identifier) in reversed(list(enumerate(children, start=1))):
            waiting.append((identifier, f"{place}{number:05d}.", depth + 1))
        if parent:
            one = standards[parent]
            above = parents.get(parent, (0, ""))[1]
            found.append(
                [
                    *(parent, above, one["code"], one["statement"], one["kind"], one["grades"], one["uri"]),
                    *(place, depth - 1),
                ]
            )
    if len(found) != len(standards):
        raise FrameworkRefused("circle")
    return found


def read_edfi(path: Path) -> dict[str, Any]:
    """Return the learning standards of an Ed-Fi interchange file as one framework."""
    content = path.read_bytes()
    if b"<!DOCTYPE" in content.upper() or b"<!ENTITY" in content.upper():
        raise FrameworkRefused("entities")
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise FrameworkRefused("damaged") from None
    if not root.tag.endswith("InterchangeStandards"):
        raise FrameworkRefused("not_case")
    standards: dict[str, dict[str, Any]] = {}
    parents: dict[str, tuple[int, str]] = {}
    title = ""
    for element in root:
        if not element.tag.endswith("}LearningStandard"):
            continue
        told = {child.tag.rpartition("}")[2]: child for child in element}
        identifier = _xml(told, "LearningStandardId")[:64]
        statement = _xml(told, "Description")
        if not identifier or not statement or identifier in standards:
            continue
        content_standard = told.get("ContentStandard")
        if content_standard is not None and not title:
            title = next((child.text or "" for child in content_standard if child.tag.endswith("Title")), "")
        grade = _xml(told, "GradeLevel").rpartition("#")[2]
        standards[identifier] = {
            "identifier": identifier,
            "code": identifier[:120],
            "statement": statement,
            "kind": _xml(told, "CourseTitle")[:120],
            "grades": [grade[:20]] if grade else [],
            "uri": "",
        }
        above = told.get("ParentLearningStandardReference")
        if above is not None:
            parents[identifier] = (0, "".join(above.itertext()).strip().split("\n")[0].strip()[:64])
    if len(standards) > MOST_STANDARDS:
        raise FrameworkRefused("too_many")
    parents = {
        child: (order, parent if parent in standards else "") for child, (order, parent) in parents.items()
    }
    return {
        "framework": {"identifier": "edfi-learning-standards", "title": title or "Learning standards"},
        "standards": in_order(standards, parents),
        "links": [],
        "notes": {},
    }


def _xml(told: Mapping[str, ElementTree.Element], name: str) -> str:
    element = told.get(name)
    return (element.text or "").strip() if element is not None else ""


def read_framework(path: Path) -> dict[str, Any]:
    """Read a file.

    Raises:
        FrameworkRefused: with a stable code.
    """
    if path.stat().st_size > MOST_BYTES:
        raise FrameworkRefused("too_big")
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return read_edfi(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise FrameworkRefused("encoding") from None
    except (ValueError, RecursionError):
        raise FrameworkRefused("damaged") from None
    return read_case(content)


def main(arguments: list[str]) -> int:
    """Print the framework as JSON; 77 when memory ran out."""
    try:
        answer = read_framework(Path(arguments[0]))
    except FrameworkRefused as refusal:
        answer = {"refused": refusal.args[0]}
    except MemoryError:
        return MEMORY_OUT
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
