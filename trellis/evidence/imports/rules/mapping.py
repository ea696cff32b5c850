"""Makes a template of what a person chose for every column. Pure; it is checked as any other template."""

from collections.abc import Mapping, Sequence
from typing import Any

from trellis.evidence.imports.words.mapping import (
    NAME_ROLES,
    PART_ROLES,
    SINGLE_ROLES,
    WHOLE_ROLES,
    ColumnRole,
)
from trellis.evidence.measures.words import Method, Reason

MOST_STUDENT_COLUMNS = 4
#: What a person can say of a code beside a word of their own.
REASON_PREFIX = "="


def check_roles(roles: Sequence[ColumnRole]) -> str:
    """Return what is wrong with the roles of all columns, as a code; nothing when they will do."""
    students = roles.count(ColumnRole.STUDENT)
    if not students:
        return "no_student"
    if students > MOST_STUDENT_COLUMNS:
        return "many_students"
    if any(roles.count(role) > 1 for role in SINGLE_ROLES):
        return "twice"
    long = {ColumnRole.ITEM, ColumnRole.ITEM_POINTS} & set(roles)
    if len(long) == 1:
        return "item_without_points"
    if not long and not any(role in WHOLE_ROLES | PART_ROLES | {ColumnRole.QUESTION} for role in roles):
        return "no_result"
    return ""


def level_columns(columns: Sequence[str], roles: Sequence[ColumnRole]) -> list[str]:
    """Return the columns whose codes a person can give words."""
    wanted = (ColumnRole.LEVEL, ColumnRole.PART_LEVEL)
    return [name for name, role in zip(columns, roles, strict=True) if role in wanted]


def template_of(
    columns: Sequence[str],
    roles: Sequence[ColumnRole],
    *,
    title: str,
    subject: str,
    kind: str,
    day_form: str,
    codes: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """Return the content of a template.

    Args:
        codes: column -> code -> the word it stands for, or ``=not_tested`` and other reasons.
    """
    of = {role: name for name, role in zip(columns, roles, strict=True) if role in SINGLE_ROLES}
    maps: dict[str, dict[str, str]] = {}
    results = []
    for name, role in zip(columns, roles, strict=True):
        score = _score(name, role, of)
        if score is None:
            continue
        given = codes.get(name, {})
        words = {code: word for code, word in given.items() if word and not word.startswith(REASON_PREFIX)}
        marks = {
            code: word[1:]
            for code, word in given.items()
            if word.startswith(REASON_PREFIX) and word[1:] in Reason.values
        }
        if words:
            key = "codes_" + "abcdefghijklmnopqrstuvwxyz"[len(maps) % 26] * (1 + len(maps) // 26)
            # a code without a word of its own stays as it is
            maps[key] = {**{code: code for code in given if code not in marks}, **words}
            score["map"] = key
        if marks:
            score["marks"] = marks
        results.append(score)
    sitting = _sitting(of, title, subject, results)
    return {
        "target": "results",
        "kind": kind,
        "family": title,
        "needs": [name for name, role in zip(columns, roles, strict=True) if role != ColumnRole.IGNORE],
        "students": [name for name, role in zip(columns, roles, strict=True) if role == ColumnRole.STUDENT],
        "names": {str(role): of[role] for role in NAME_ROLES if role in of},
        "dates": [day_form] if day_form else [],
        "maps": maps,
        "sittings": [sitting],
    }


def _sitting(
    of: Mapping[ColumnRole, str], title: str, subject: str, results: list[dict[str, Any]]
) -> dict[str, Any]:
    sitting: dict[str, Any] = {
        "assessment": f"{{{of[ColumnRole.ASSESSMENT]}}}" if ColumnRole.ASSESSMENT in of else title,
        "subject": f"{{{of[ColumnRole.SUBJECT]}}}" if ColumnRole.SUBJECT in of else subject,
        "results": results,
    }
    for role, key in ((ColumnRole.DATE, "date"), (ColumnRole.TEST, "test"), (ColumnRole.GRADE, "grade")):
        if role in of:
            sitting[key] = of[role]
    for role, key in ((ColumnRole.YEAR, "year"), (ColumnRole.WINDOW, "window")):
        if role in of:
            sitting[key] = f"{{{of[role]}}}"
    return sitting


def _score(name: str, role: ColumnRole, of: Mapping[ColumnRole, str]) -> dict[str, Any] | None:
    if role in WHOLE_ROLES:
        return {"item": "", "label": "Overall", "method": str(role), "from": name}
    if role in PART_ROLES:
        return {"item": name, "method": str(role).removeprefix("part_"), "from": name}
    if role == ColumnRole.QUESTION:
        return {"item": name, "method": str(Method.POINTS), "from": name, "kind": "item"}
    if role == ColumnRole.ITEM_POINTS:
        score = {
            "item": f"{{{of[ColumnRole.ITEM]}}}",
            "method": str(Method.POINTS),
            "from": name,
            "kind": "item",
        }
        if ColumnRole.STANDARD in of:
            score["standard"] = f"{{{of[ColumnRole.STANDARD]}}}"
        return score
    return None
