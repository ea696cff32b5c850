"""Makes plain tables of OneRoster gradebooks and assessment results. Plain Python."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from trellis.evidence.imports.work.results.source import Counted, Row
from trellis.evidence.measures.work.read_table import TableRefused

MOST_JSON = 64 * 1024 * 1024
ONEROSTER_COLUMNS = (
    *("student", "item", "title", "category", "class", "date", "status", "score", "text", "full", "standard"),
    "parent",
)


def is_gradebook(path: Path) -> bool:
    """Say whether a zip is a OneRoster package with a gradebook in it."""
    try:
        with zipfile.ZipFile(path) as book:
            names = {name.rpartition("/")[2] for name in book.namelist()}
    except (zipfile.BadZipFile, OSError):
        raise TableRefused("damaged") from None
    if "users.csv" in names and "orgs.csv" in names and "results.csv" not in names:
        raise TableRefused("roster")
    return {"lineItems.csv", "results.csv"} <= names


def gradebook_rows(path: Path) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the results of a OneRoster package, each with its line item."""
    items = {row.get("sourcedId", ""): row for row in _entry_rows(path, "lineItems.csv")}
    standards = {
        row.get("lineItemSourcedId", ""): row.get("learningObjectiveId", "")
        for row in _entry_rows(path, "lineItemLearningObjectiveIds.csv")
    }
    return ONEROSTER_COLUMNS, enumerate(_gradebook(path, items, standards), start=1)


def _gradebook(
    path: Path, items: Mapping[str, Mapping[str, str]], standards: Mapping[str, str]
) -> Iterator[list[str]]:
    for row in _entry_rows(path, "results.csv"):
        if row.get("status") == "tobedeleted":
            continue
        item = items.get(row.get("lineItemSourcedId", ""), {})
        yield [
            row.get("studentSourcedId", ""),
            row.get("lineItemSourcedId", ""),
            item.get("title", "") or row.get("lineItemSourcedId", ""),
            item.get("categorySourcedId", ""),
            item.get("classSourcedId", ""),
            row.get("scoreDate", "") or item.get("dueDate", ""),
            row.get("scoreStatus", ""),
            _score_or_status(row.get("score", ""), row.get("scoreStatus", "")),
            row.get("textScore", ""),
            item.get("resultValueMax", ""),
            standards.get(row.get("lineItemSourcedId", ""), ""),
            "",
        ]


def _score_or_status(score: str, status: str) -> str:
    """An exempt or missing work is no zero, whatever number the gradebook put there."""
    return "exempt" if status == "exempt" else "not submitted" if status == "not submitted" else score


def _entry_rows(path: Path, name: str) -> Iterator[dict[str, str]]:
    try:
        with zipfile.ZipFile(path) as book:
            inside = [entry for entry in book.infolist() if entry.filename.rpartition("/")[2] == name]
            if not inside:
                return
            if len(inside) > 1 or inside[0].file_size > 200 * (inside[0].compress_size + 10_000):
                raise TableRefused("unfolds")
            stream = io.TextIOWrapper(
                io.BufferedReader(Counted(book.open(inside[0]))), "utf-8-sig", newline=""
            )
            for row in csv.DictReader(stream, strict=True):
                yield {
                    key: value
                    for key, value in row.items()
                    if isinstance(key, str) and isinstance(value, str)
                }
    except UnicodeDecodeError:
        raise TableRefused("encoding") from None
    except csv.Error:
        raise TableRefused("broken_quote") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise TableRefused("damaged") from None


def json_rows(path: Path) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the results of the OneRoster Assessment Results Profile, items and results in one document."""
    if path.stat().st_size > MOST_JSON:
        raise TableRefused("too_big")
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise TableRefused("encoding") from None
    except (ValueError, RecursionError):
        raise TableRefused("no_template") from None
    if not isinstance(content, dict):
        raise TableRefused("no_template")
    items = {one.get("sourcedId"): one for one in _listed(content, "assessmentLineItem")}
    results = _listed(content, "assessmentResult")
    if not results:
        raise TableRefused("no_template")
    return ONEROSTER_COLUMNS, enumerate(_profile(results, items), start=1)


def _listed(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = content.get(f"{name}s", content.get(name, []))
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, dict)]


def _id(value: Any) -> str:
    return str(value.get("sourcedId", "")) if isinstance(value, dict) else ""


def _profile(results: list[dict[str, Any]], items: Mapping[Any, Mapping[str, Any]]) -> Iterator[list[str]]:
    for result in results:
        if result.get("status") == "tobedeleted":
            continue
        key = _id(result.get("assessmentLineItem"))
        item = items.get(key, {})
        base = [
            _id(result.get("student")),
            key,
            str(item.get("title") or key),
            "",
            _id(item.get("class")),
            str(result.get("scoreDate") or ""),
            str(result.get("scoreStatus") or ""),
        ]
        status = base[6]
        parent = _id(item.get("parentAssessmentLineItem"))
        full = str(item.get("resultValueMax", "") if item.get("resultValueMax") is not None else "")
        score = result.get("score")
        yield [
            *base,
            _score_or_status("" if score is None else str(score), status),
            str(result.get("textScore") or ""),
            full,
            _first_objective(item),
            parent,
        ]
        for group in result.get("learningObjectiveSet") or []:
            for part in (group.get("learningObjectiveResults") or []) if isinstance(group, dict) else []:
                code = str(part.get("learningObjectiveId") or "")
                points = part.get("score")
                yield [
                    *base[:6],
                    "",
                    "" if points is None else str(points),
                    str(part.get("textScore") or ""),
                    "",
                    code,
                    f"objective:{code}",
                ]


def _first_objective(item: Mapping[str, Any]) -> str:
    for group in item.get("learningObjectiveSet") or []:
        ids = group.get("learningObjectiveIds") if isinstance(group, dict) else None
        if ids:
            return str(ids[0])
    return ""
