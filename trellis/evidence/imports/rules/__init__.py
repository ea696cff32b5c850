"""Who may import, and when. Small booleans without the database."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from trellis.evidence.imports.words.states import UNDO_DAYS, RunFormat, RunState
from trellis.people.access.rules import may, sees
from trellis.people.access.words import Action, ObjectKind, Relation


def may_send_import(relations: Iterable[Relation]) -> bool:
    """Say whether someone in these relations to the organization may send a roster."""
    return may(Action.CREATE, ObjectKind.IMPORT_RUN, relations)


def may_decide_import(relations: Iterable[Relation]) -> bool:
    """Say whether someone may apply, put aside or undo an import."""
    return may(Action.TRANSITION, ObjectKind.IMPORT_RUN, relations)


def may_see_import(relations: Iterable[Relation]) -> bool:
    """Say whether someone may read the reports of imports."""
    return sees(ObjectKind.IMPORT_RUN, relations)


def may_apply_now(state: str) -> bool:
    """Say whether a run waits for a decision."""
    return state in (RunState.PLANNED, RunState.HELD)


def may_undo_now(
    state: str, applied_at: datetime | None, now: datetime, format_: str = RunFormat.ROSTER
) -> bool:
    """Say whether a run can still be taken back. A framework is taken out of use instead."""
    if format_ == RunFormat.STANDARDS or state != RunState.APPLIED:
        return False
    return applied_at is not None and now - applied_at < timedelta(days=UNDO_DAYS)


def may_map_now(state: str, format_: str) -> bool:
    """Say whether the columns of a file can still be mapped: nothing of it was written."""
    return format_ == RunFormat.RESULTS and state in (RunState.REJECTED, RunState.PLANNED, RunState.HELD)
