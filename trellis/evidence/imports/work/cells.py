"""Checks and normalises the cells of one row (R01, R02, R04 to R10, R12 to R14). Plain Python."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from trellis.evidence.imports.words.tables import DECISIVE, EXTENSIBLE, WORDS, Column

CELL_CHARACTERS = 10_000
_ID_STRICT = re.compile(r"[0-9A-Za-z.\-_/@]{1,255}\Z")
_ID_LOOSE = re.compile(r"[^\s\x00-\x1f\x7f]{1,255}\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?\Z", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,9})?\Z", re.ASCII)
_USER_ID = re.compile(r"\{([^:{}]+):([^{}]+)\}\Z")
_FLAGS = {"1": "true", "yes": "true", "0": "false", "no": "false"}
_BY_CASE = {name: {word.lower(): word for word in words} for name, words in WORDS.items()}


@dataclass(frozen=True)
class Verdict:
    """What became of a cell: the value to keep, and a finding code with its severity (``error`` sets aside)."""  # noqa: E501

    value: str | None
    code: str = ""
    severity: str = ""


Check = Callable[[str, bool], Verdict]


def _day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_id(text: str, strict: bool) -> Verdict:
    if _ID_STRICT.match(text):
        return Verdict(text)
    if strict or not _ID_LOOSE.match(text):
        return Verdict(None, "R02", "error")
    return Verdict(text, "R02", "warning")


def _check_date(text: str, strict: bool) -> Verdict:
    if _DATE.match(text):
        return Verdict(text) if _day(text) else Verdict(None, "R05", "error")
    found = _TIME.match(text)
    if found is None or strict:
        return Verdict(None, "R04", "error")
    return Verdict(found[1], "R04", "warning") if _day(found[1]) else Verdict(None, "R05", "error")


def _check_time(text: str, strict: bool) -> Verdict:
    found = _TIME.match(text)
    if found is not None:
        return Verdict(text) if _day(found[1]) else Verdict(None, "R05", "error")
    if _DATE.match(text) and not strict:
        if not _day(text):
            return Verdict(None, "R05", "error")
        return Verdict(f"{text}T00:00:00Z", "R04", "warning")
    return Verdict(None, "R04", "error")


def _check_flag(text: str, strict: bool) -> Verdict:
    if text in ("true", "false"):
        return Verdict(text)
    lower = text.lower()
    kept = lower if lower in ("true", "false") else _FLAGS.get(lower)
    if strict or kept is None:
        return Verdict(None, "R06", "error")
    return Verdict(kept, "R06", "warning")


def _check_year(text: str, strict: bool) -> Verdict:
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return Verdict(text)
    pair = re.fullmatch(r"(\d{4})\s*[-/]\s*(\d{4}|\d{2})", text, re.ASCII)
    if pair is None or strict:
        return Verdict(None, "R08", "error")
    last = pair[2] if len(pair[2]) == 4 else pair[1][:2] + pair[2]
    return Verdict(last, "R08", "warning")


def _check_number(text: str, strict: bool) -> Verdict:
    stripped = text.strip(" ")
    if not _NUMBER.match(stripped) or (strict and stripped != text) or stripped.startswith("-"):
        return Verdict(None, "R15", "error")
    return Verdict(stripped)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _check_list(text: str, strict: bool) -> Verdict:
    return Verdict(_json(_split(text)))


def _check_ids(text: str, strict: bool) -> Verdict:
    code = severity = ""
    for part in _split(text):
        verdict = _check_id(part, strict)
        if verdict.severity == "error":
            return verdict
        code, severity = verdict.code or code, verdict.severity or severity
    return Verdict(_json(list(dict.fromkeys(_split(text)))), code, severity)


def _check_userids(text: str, strict: bool) -> Verdict:
    pairs = []
    for part in _split(text):
        found = _USER_ID.match(part)
        if found is None:
            return Verdict(None, "R10", "error" if strict else "warning")
        pairs.append([found[1].strip(), found[2].strip()])
    return Verdict(_json(pairs))


def _check_text(text: str, strict: bool) -> Verdict:
    return Verdict(text)


def _word_check(vocabulary: str) -> Check:
    words = frozenset(WORDS.get(vocabulary, ()))
    by_case = _BY_CASE.get(vocabulary, {})

    def check(text: str, strict: bool) -> Verdict:
        if text in words or not words:
            return Verdict(text)
        if vocabulary in EXTENSIBLE and text.startswith("ext:"):
            return Verdict(text)
        code = "R13" if vocabulary == "status" else "R07"
        same = by_case.get(text.strip().lower())
        if same is not None and not strict:
            return Verdict(same, "R07", "warning")
        if strict or vocabulary in DECISIVE:
            return Verdict(None, code, "error")
        return Verdict(text, code, "warning")

    return check


_CHECKS: dict[str, Check] = {
    "id": _check_id,
    "ids": _check_ids,
    "date": _check_date,
    "time": _check_time,
    "flag": _check_flag,
    "year": _check_year,
    "number": _check_number,
    "list": _check_list,
    "userids": _check_userids,
    "text": _check_text,
}


def check_of(column: Column) -> Check:
    """Return the function that checks a cell of this column: (text, strict) -> verdict."""
    kind, _, vocabulary = column.type.partition(":")
    return _word_check(vocabulary) if kind == "word" else _CHECKS[kind]


def fault_of_text(text: str) -> str:
    """Return the code of what makes any cell unfit: a line break, a control character, or its length."""
    if len(text) > CELL_CHARACTERS:
        return "F12"
    if "\n" in text or "\r" in text:
        return "F11"
    return ""
