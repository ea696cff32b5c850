"""What the room shows of a protocol: the step, its clock, the card of who leads, what is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2s
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.people.access.words import ObjectKind
from trellis.people.communities.queries import who_can_see
from trellis.practice.library.words import Mark, Speaks, StepMode
from trellis.practice.meetings.queries.running import (
    RunView,
    StepView,
    is_open_to_guests,
    leads_run,
    proposal_in,
    runs_of,
    view_of_run,
)
from trellis.practice.meetings.words import RunEventKind, RunState
from trellis.web.meetings.times import clock_words

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.accounts.models import Person
    from trellis.practice.meetings.models import Meeting, ProtocolRun, RunEvent

#: Steps whose outcome is hidden until they are closed.
SECRET = frozenset({StepMode.DOTS, StepMode.VOTE})
#: What zero to five fingers mean.
FINGERS = (
    (5, _("I will help it happen")),
    (4, _("Good")),
    (3, _("I can live with it")),
    (2, _("Doubts")),
    (1, _("Strong doubts")),
    (0, _("No")),
)


@dataclass(frozen=True)
class ClockView:
    """The clock of the step as the page draws it; the script counts on from ``left``."""

    label: str
    used: int
    total: int
    left: int
    warn_at: int
    is_paused: bool
    ends: str
    soon: str
    over: str


@dataclass(frozen=True)
class Hands:
    """How many hold up so many fingers."""

    fingers: int
    words: str
    count: int
    width: str


@dataclass(frozen=True)
class LogLine:
    """One act of who led, in words."""

    at: str
    words: str


def clock_view(view: RunView, step: StepView) -> ClockView:
    """Return the clock of the step that is worked on."""
    clock, zone = step.clock, view.run.meeting.time_zone
    name, left = step.step.definition.name, clock.left(view.now)
    ends = clock_words(view.now + timedelta(seconds=max(left, 0)), zone)
    paused = step.step.paused_at is not None
    return ClockView(
        label=_("%(step)s, step %(n)d of %(all)d")
        % {"step": name, "n": step.step.position, "all": len(view.steps)},
        used=max(min(clock.used(view.now), clock.total), 0),
        total=clock.total,
        left=left,
        warn_at=clock.warn_at,
        is_paused=paused,
        ends=_("The clock stands still")
        if paused
        else _("Ends at %(at)s") % {"at": ends}
        if left > 0
        else _("Time is up"),
        soon=_("Ends soon: %(step)s") % {"step": name},
        over=_("Time is up: %(step)s") % {"step": name},
    )


def _progress(view: RunView, step: StepView) -> str:
    mode = step.step.definition.mode
    if mode == StepMode.WRITE and step.is_hidden:
        return ngettext(
            "%(n)d of %(all)d has written. Nobody sees it before all do.",
            "%(n)d of %(all)d have written. Nobody sees it before all do.",
            step.wrote,
        ) % {"n": step.wrote, "all": view.people}
    if mode == StepMode.VOTE and step.step.closed_at is None:
        return ngettext(
            "%(n)d of %(all)d has voted. The result is shown to all at once.",
            "%(n)d of %(all)d have voted. The result is shown to all at once.",
            step.voted,
        ) % {"n": step.voted, "all": view.people}
    return ""


def _hands(step: StepView) -> list[Hands]:
    if step.spread is None:
        return []
    most = max(step.spread.values()) or 1
    words = dict(FINGERS)
    return [
        Hands(fingers, str(words[fingers]), count, f"b{round(count / most * 10)}")
        for fingers, count in step.spread.items()
    ]


def _seen_mark(view: RunView) -> str:
    """Return a mark that changes with whatever this person sees but the seconds of the clock."""
    here = view.here
    step = here.step if here else None
    parts: list[object] = [view.mark, view.leads, view.people, view.dots_left, view.run.state]
    parts += [view.takes_part, view.run.guests_take_part]
    if here and step:
        parts += [step.state, step.added_seconds, step.turn, here.wrote, here.voted, here.my_fingers]
    parts += [(line.pk, line.rests_on) for one in view.steps for line in one.lines]
    parts += [(line.pk, line.my_dot, line.dots) for line in view.to_dot]
    return blake2s(repr(parts).encode(), digest_size=8).hexdigest()


def _asks_what_shows_it(view: RunView) -> bool:
    """Say whether guesses are asked for what shows them: not before the protocol has asked what is seen."""
    here = view.here.step.position if view.here else len(view.steps)
    seeing = [step.step.position for step in view.steps if Mark.OBSERVATION in step.step.definition.marks]
    return not seeing or min(seeing) <= here


def run_page(view: RunView) -> dict[str, Any]:
    """Return everything a person sees of a run."""
    here = view.here
    definition = here.step.definition if here else None
    page: dict[str, Any] = {
        "run": view.run,
        "view": view,
        "here": here,
        "mark": view.mark,
        "seen": _seen_mark(view),
        "who": who_can_see(ObjectKind.MEETING_WORK, view.run.meeting.community),
        "found": [step for step in view.steps if step.lines or step.spread],
        "log": log_lines(view),
        "refocus": False,
        "proposal": proposal_in(view),
        "asks_what_shows_it": _asks_what_shows_it(view),
    }
    if here is None or definition is None:
        return page
    page |= {
        "definition": definition,
        "clock": clock_view(view, here),
        "speaks": str(Speaks(definition.speaks).label),
        "progress": _progress(view, here),
        "hands": _hands(here),
        "marks": [(mark, str(Mark(mark).label)) for mark in definition.marks],
        "fingers": FINGERS if definition.mode == StepMode.VOTE and here.step.closed_at is None else (),
        "may_dot": definition.mode == StepMode.DOTS and here.step.closed_at is None,
        "before": [step for step in view.steps if step.lines and step.step.position < here.step.position],
        "may_reveal": view.leads and here.is_hidden,
        "may_close": view.leads
        and definition.mode in (StepMode.DOTS, StepMode.VOTE)
        and not here.step.closed_at,
        "may_pass": view.leads and bool(view.speaker) and definition.mode == StepMode.ROUND,
        "is_last": here.step.position == len(view.steps),
        "guests_may": is_open_to_guests(view.run),
    }
    return page


def log_lines(view: RunView) -> list[LogLine]:
    """Return what the record tells of the clock: skips, more time, pauses, each with who."""
    told = {RunEventKind.SKIPPED, RunEventKind.EXTENDED, RunEventKind.PAUSED, RunEventKind.RESUMED}
    zone = view.run.meeting.time_zone
    return [
        LogLine(clock_words(event.at, zone), _event_words(event))
        for event in view.events
        if event.kind in told
    ]


def _event_words(event: "RunEvent") -> str:
    step = event.step.definition.name if event.step else ""
    if event.kind == RunEventKind.EXTENDED:
        return _("%(step)s: %(who)s gave %(n)d minutes more") % {
            "step": step,
            "who": event.by.called,
            "n": event.seconds // 60,
        }
    words = {
        RunEventKind.SKIPPED: _("%(step)s: left out by %(who)s"),
        RunEventKind.PAUSED: _("%(step)s: paused by %(who)s"),
        RunEventKind.RESUMED: _("%(step)s: taken up again by %(who)s"),
    }[RunEventKind(event.kind)]
    return words % {"step": step, "who": event.by.called}


def protocol_part(meeting: "Meeting", by: "Person") -> dict[str, Any]:
    """Return what the room shows between agenda and notes: the run, or what the last one brought; the others
    by name; whether to start one.
    """
    runs: Sequence[ProtocolRun] = runs_of(meeting, by=by)
    running = next((run for run in runs if run.state == RunState.RUNNING), None)
    finished = [run for run in runs if run.state == RunState.FINISHED]
    last = finished.pop() if finished and running is None else None
    page = run_page(view_of_run(running, by=by)) if running else {}
    return {
        **page,
        "last": run_page(view_of_run(last, by=by)) if last else None,
        "finished": finished,
        "may_start": running is None and leads_run(by, meeting),
    }


def found_in(meeting: "Meeting", by: "Person") -> list[dict[str, Any]]:
    """Return what the protocols of a meeting brought, for its record."""
    return [run_page(view_of_run(run, by=by)) for run in runs_of(meeting, by=by)]
