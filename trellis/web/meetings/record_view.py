"""A record in words: what the page, the print and the PDF share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.practice.meetings.words import (
    DecisionMethod,
    DecisionState,
    ItemKind,
    MeetingFunction,
    StepOutcome,
)
from trellis.web.cycles.picture import value_words
from trellis.web.meetings.times import clock_words, day_words


@dataclass(frozen=True)
class RecordView:
    """A record in words, section by section; empty sections are left out by who draws it."""

    title: str
    community: str
    when: str
    present: str
    functions: Sequence[str]
    norm: str
    purpose: str
    items: Sequence[tuple[str, str, str]]
    before: Sequence[str]
    decisions: Sequence[tuple[str, str]]
    promises: Sequence[str]
    parked: Sequence[str]
    thanks: Sequence[str]
    family_line: str
    reflection: str
    goal: str
    measured: str
    notes: Sequence[str]
    pinned: Sequence[tuple[str, str]]
    amendments: Sequence[str]


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "MONTH_DAY_FORMAT") if text else ""


def _promise(row: Mapping[str, Any]) -> str:
    return _("%(who)s: %(text)s, by %(day)s") % {
        "who": row["who"],
        "text": row["text"],
        "day": _day(row["due_on"]),
    }


def _before(row: Mapping[str, Any]) -> str:
    outcome = str(StepOutcome(row["outcome"]).label) if row["outcome"] else _("Still open")
    line = f"{row['who']}: {row['text']}. {outcome}."
    return f"{line} {row['reason']}" if row["reason"] else line


def _decision(row: Mapping[str, Any]) -> tuple[str, str]:
    pieces = [str(DecisionState(row["state"]).label)]
    if row["outcome"]:
        pieces.append(row["outcome"])
    pieces.append(str(DecisionMethod(row["method"]).label))
    if row["took_part"]:
        pieces.append(_("Took part: %(names)s") % {"names": ", ".join(row["took_part"])})
    if row["review_on"]:
        pieces.append(_("Look again on %(day)s") % {"day": _day(row["review_on"])})
    if row["reopens"]:
        pieces.append(
            _("Takes the place of “%(text)s”: %(reason)s") % {"text": row["reopens"], "reason": row["reason"]}
        )
    return row["text"], ". ".join(pieces) + "."


def _measured(content: Mapping[str, Any]) -> str:
    evidence = content.get("evidence", {})
    points = evidence.get("points", [])
    if not points:
        return ""
    last = points[-1]
    value = value_words(float(last["value"]), evidence["unit"])
    return ngettext(
        "%(measure)s: %(value)s on %(day)s, the only value at the time.",
        "%(measure)s: %(value)s on %(day)s, the last of %(count)d values at the time.",
        len(points),
    ) % {"measure": evidence["measure"], "value": value, "day": _day(last["on"]), "count": len(points)}


def _item(row: Mapping[str, Any]) -> tuple[str, str, str]:
    used = _("%(used)d of %(planned)d min") % {"used": row["used"], "planned": row["minutes"]}
    return row["title"], str(ItemKind(row["kind"]).label), used if row["ran"] else _("not reached")


def record_view(content: Mapping[str, Any], zone: str) -> RecordView:
    """Return a record in words, on the clock of the place."""
    begun, ended = (datetime.fromisoformat(content[name]) for name in ("starts_at", "ends_at"))
    names = [*content["present"], *(_("%(name)s (guest)") % {"name": name} for name in content["guests"])]
    return RecordView(
        title=content["title"],
        community=content["community"],
        when=_("%(day)s, %(from)s to %(to)s")
        % {"day": day_words(begun, zone), "from": clock_words(begun, zone), "to": clock_words(ended, zone)},
        present=", ".join(names),
        functions=[
            f"{MeetingFunction(row['function']).label}: {row['name']}" for row in content["functions"]
        ],
        norm=content["norm"],
        purpose=content["purpose"],
        items=[_item(row) for row in content["items"]],
        before=[_before(row) for row in content["promises_before"]],
        decisions=[_decision(row) for row in content["decisions"]],
        promises=[_promise(row) for row in content["promises"]],
        parked=content["parked"],
        thanks=[f"{row['by']} → {row['to']}: {row['text']}" for row in content["thanks"]],
        family_line=content["family_line"],
        reflection=content["reflection"],
        goal=content.get("evidence", {}).get("goal", ""),
        measured=_measured(content),
        notes=[line for line in content["notes"].splitlines() if line.strip()],
        pinned=[(row["title"], row["sentence"]) for row in content.get("pinned", [])],
        amendments=[f"{row['by']}: {row['text']}" for row in content.get("amendments", [])],
    )
