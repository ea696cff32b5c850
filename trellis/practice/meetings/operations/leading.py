"""Leads a protocol in a meeting: start, next, pause, more time, skip, common reveal, close a vote, finish.

The server's clock rules; every act is kept with who and when (`RunEvent`), so that the record shows what was
skipped and where time was short.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.practice.library.models import Protocol, ProtocolStep
from trellis.practice.library.rules import fit_minutes
from trellis.practice.library.words import StepMode
from trellis.practice.meetings.models import AgendaItem, Attendance, Meeting, ProtocolRun, RunEvent, RunStep
from trellis.practice.meetings.operations.guard import journal, take_meeting, topic_of
from trellis.practice.meetings.queries.running import leads_run, reads_run
from trellis.practice.meetings.rules.protocols import OPEN, may_reveal_step, may_start_run
from trellis.practice.meetings.words import MeetingState, RunEventKind, RunState, RunStepState

#: What screens of the meeting listen for.
PART = "protocol"
MOST_SECONDS_ADDED = 30 * 60
#: Steps whose outcome is hidden until they are closed.
SECRET = frozenset({StepMode.DOTS, StepMode.VOTE})


@transaction.atomic
def start_run(
    *,
    by: Person,
    meeting: Meeting,
    protocol: Protocol,
    item: AgendaItem | None = None,
    question: str = "",
    presenter: Person | None = None,
    minutes: int | None = None,
    now: datetime | None = None,
) -> ProtocolRun:
    """Start a protocol; its steps share the minutes given, else those of the item, else its own.

    Raises:
        Refused: for everybody but who leads this meeting.
        Conflict: while another protocol runs, or when the meeting is over.
        Invalid: with less than a minute a step.
    """
    locked = take_meeting(by, meeting)
    _ask_to_start(by, locked, item)
    moment = now or timezone.now()
    steps = list(protocol.steps.all())
    total = minutes or (item.minutes if item else protocol.minutes)
    fitted = _fitted(steps, total)
    run = ProtocolRun.objects.create(
        meeting=locked,
        item=item,
        protocol=protocol,
        question=question.strip(),
        presenter=presenter,
        started_by=by,
        started_at=moment,
    )
    RunStep.objects.bulk_create(
        RunStep(run=run, definition=step, position=step.position, planned_seconds=given * 60)
        for step, given in zip(steps, fitted, strict=True)
    )
    first = run.steps.order_by("position")[0]
    _begin(first, moment)
    _log(by, first, RunEventKind.STARTED, moment)
    journal(by, locked, "protocol.started", {"protocol": protocol.key, "minutes": total})
    announce(topic_of(locked), PART)
    return run


def _ask_to_start(by: Person, meeting: Meeting, item: AgendaItem | None) -> None:
    if meeting.state in (MeetingState.HELD, MeetingState.CANCELLED):
        raise Conflict(_("This meeting is over; its record stays as it is."))
    running = ProtocolRun.objects.filter(meeting=meeting, state=RunState.RUNNING).exists()
    leads = leads_run(by, meeting)
    if not may_start_run(leads=leads, another_runs=running):
        if leads:
            raise Conflict(_("Another protocol is running. Finish it first."))
        raise Refused(_("The facilitator of this meeting starts protocols."))
    if item is not None and item.meeting_id != meeting.pk:
        raise NotFound(_("There is no such item on this agenda."))


def _fitted(steps: Sequence[ProtocolStep], total: int) -> list[int]:
    try:
        return fit_minutes([step.minutes for step in steps], total)
    except ValueError as error:
        raise Invalid(
            _("That is too short for this protocol."),
            {"minutes": _("It has %(n)d steps: give it at least as many minutes.") % {"n": len(steps)}},
        ) from error


def _begin(step: RunStep, moment: datetime) -> None:
    step.state, step.started_at = RunStepState.RUNNING, moment
    step.save()


def _log(by: Person, step: RunStep, kind: RunEventKind, moment: datetime, seconds: int = 0) -> None:
    RunEvent.objects.create(run=step.run, step=step, kind=kind, by=by, at=moment, seconds=seconds)


def take_run(by: Person | Attendance, run: ProtocolRun) -> tuple[ProtocolRun, list[RunStep]]:
    """Lock a run and return it with its steps, after asking whether this person may read it.

    Raises:
        NotFound: for people who may not even read it.
    """
    locked = (
        ProtocolRun.objects.select_for_update(of=("self",))
        .select_related("meeting__community__organization", "item", "protocol", "presenter")
        .get(pk=run.pk)
    )
    if not reads_run(by, locked):
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    return locked, list(locked.steps.select_related("definition").order_by("position"))


def open_step(steps: Sequence[RunStep], position: int | None = None) -> RunStep:
    """Return the step that is worked on. With ``position``: only if it is that one.

    Raises:
        Conflict: when the meeting has gone on to another step, or the protocol is finished.
    """
    here = next((step for step in steps if step.state in OPEN), None)
    if here is None:
        raise Conflict(_("This protocol is finished."))
    if position is not None and here.position != position:
        raise Conflict(_("The meeting has gone on to another step."))
    return here


def _take_to_lead(
    by: Person, run: ProtocolRun, position: int | None
) -> tuple[ProtocolRun, list[RunStep], RunStep]:
    locked, steps = take_run(by, run)
    if not leads_run(by, locked.meeting):
        raise Refused(_("The facilitator of this meeting leads the protocol."))
    return locked, steps, open_step(steps, position)


def _tell(run: ProtocolRun) -> None:
    announce(topic_of(run.meeting), PART)


def _end(step: RunStep, state: RunStepState, moment: datetime) -> None:
    """End a step; what was hidden in it is shown, so that nothing stays hidden."""
    if step.paused_at is not None:
        step.paused_seconds += int((moment - step.paused_at).total_seconds())
        step.paused_at = None
    step.state, step.ended_at = state, moment
    if step.definition.mode == StepMode.WRITE and step.revealed_at is None:
        step.revealed_at = moment
    if step.definition.mode in SECRET and step.closed_at is None:
        step.closed_at = moment
    step.save()


def _go_on(
    by: Person, run: ProtocolRun, position: int | None, state: RunStepState, now: datetime | None
) -> ProtocolRun:
    locked, steps, here = _take_to_lead(by, run, position)
    moment = now or timezone.now()
    _end(here, state, moment)
    _log(by, here, RunEventKind.SKIPPED if state == RunStepState.SKIPPED else RunEventKind.NEXT, moment)
    following = next((step for step in steps if step.position > here.position), None)
    if following is not None:
        _begin(following, moment)
    else:
        _close_run(by, locked, here, moment)
    verb = "protocol.step_skipped" if state == RunStepState.SKIPPED else "protocol.went_on"
    journal(by, locked.meeting, verb, {"protocol": locked.protocol.key, "step": here.position})
    _tell(locked)
    return locked


@transaction.atomic
def next_step(
    *, by: Person, run: ProtocolRun, position: int | None = None, now: datetime | None = None
) -> ProtocolRun:
    """Go on to the next step; after the last one the protocol is finished.

    ``position``: the step the facilitator saw, so that two taps do not skip one.

    Raises:
        Refused: for everybody but who leads this meeting.
        Conflict: when the meeting has gone on already.
    """
    return _go_on(by, run, position, RunStepState.DONE, now)


@transaction.atomic
def skip_step(
    *, by: Person, run: ProtocolRun, position: int | None = None, now: datetime | None = None
) -> ProtocolRun:
    """Leave a step out; the record shows it. What was written in it is kept and shown.

    Raises:
        Refused: for everybody but who leads this meeting.
    """
    return _go_on(by, run, position, RunStepState.SKIPPED, now)


@transaction.atomic
def extend_step(*, by: Person, run: ProtocolRun, minutes: int, now: datetime | None = None) -> ProtocolRun:
    """Give the step more time.

    Raises:
        Refused: for everybody but who leads this meeting.
        Invalid: for no time, or for more than half an hour in all.
    """
    locked, _steps, here = _take_to_lead(by, run, None)
    seconds = minutes * 60
    if seconds <= 0 or here.added_seconds + seconds > MOST_SECONDS_ADDED:
        raise Invalid(_("A step can get up to 30 minutes more."))
    here.added_seconds += seconds
    here.save(update_fields=["added_seconds"])
    _log(by, here, RunEventKind.EXTENDED, now or timezone.now(), seconds)
    journal(by, locked.meeting, "protocol.extended", {"step": here.position, "seconds": seconds})
    _tell(locked)
    return locked


@transaction.atomic
def pause_run(*, by: Person, run: ProtocolRun, now: datetime | None = None) -> ProtocolRun:
    """Stop the clock of the step; a second time changes nothing."""
    locked, _steps, here = _take_to_lead(by, run, None)
    if here.state == RunStepState.RUNNING:
        moment = now or timezone.now()
        here.state, here.paused_at = RunStepState.PAUSED, moment
        here.save(update_fields=["state", "paused_at"])
        _log(by, here, RunEventKind.PAUSED, moment)
        journal(by, locked.meeting, "protocol.paused", {"step": here.position})
        _tell(locked)
    return locked


@transaction.atomic
def resume_run(*, by: Person, run: ProtocolRun, now: datetime | None = None) -> ProtocolRun:
    """Let the clock go on; a second time changes nothing."""
    locked, _steps, here = _take_to_lead(by, run, None)
    if here.paused_at is not None:
        moment = now or timezone.now()
        here.paused_seconds += int((moment - here.paused_at) / timedelta(seconds=1))
        here.state, here.paused_at = RunStepState.RUNNING, None
        here.save(update_fields=["state", "paused_at", "paused_seconds"])
        _log(by, here, RunEventKind.RESUMED, moment)
        journal(by, locked.meeting, "protocol.resumed", {"step": here.position})
        _tell(locked)
    return locked


@transaction.atomic
def reveal_step(
    *, by: Person, run: ProtocolRun, position: int | None = None, now: datetime | None = None
) -> ProtocolRun:
    """Show what everyone wrote in silence, to all at the same moment. There is no way back.

    Raises:
        Refused: for everybody but who leads this meeting.
        Conflict: when it is shown already, or the step is not a silent one.
    """
    locked, _steps, here = _take_to_lead(by, run, position)
    mode, state = StepMode(here.definition.mode), RunStepState(here.state)
    if not may_reveal_step(leads=True, mode=mode, step=state, revealed=here.revealed_at is not None):
        raise Conflict(_("There is nothing more to show in this step."))
    moment = now or timezone.now()
    here.revealed_at = moment
    here.save(update_fields=["revealed_at"])
    _log(by, here, RunEventKind.REVEALED, moment)
    journal(by, locked.meeting, "protocol.revealed", {"step": here.position})
    _tell(locked)
    return locked


@transaction.atomic
def close_vote(
    *, by: Person, run: ProtocolRun, position: int | None = None, now: datetime | None = None
) -> ProtocolRun:
    """Close dots or a vote before all are in; the spread is shown to all.

    Raises:
        Refused: for everybody but who leads this meeting.
        Conflict: when it is closed already, or there is nothing to close.
    """
    locked, _steps, here = _take_to_lead(by, run, position)
    if here.definition.mode not in SECRET or here.closed_at is not None:
        raise Conflict(_("There is nothing to close in this step."))
    moment = now or timezone.now()
    here.closed_at = moment
    here.save(update_fields=["closed_at"])
    _log(by, here, RunEventKind.CLOSED, moment)
    journal(by, locked.meeting, "protocol.vote_closed", {"step": here.position})
    _tell(locked)
    return locked


@transaction.atomic
def pass_turn(*, by: Person, run: ProtocolRun, position: int, turn: int) -> ProtocolRun:
    """In a round: the next one speaks. ``turn`` is what was on the screen, so that two taps pass one turn.

    Raises:
        Refused: for everybody but who leads this meeting.
    """
    locked, _steps, here = _take_to_lead(by, run, position)
    if here.turn == turn:
        here.turn += 1
        here.save(update_fields=["turn"])
        journal(by, locked.meeting, "protocol.turn_passed", {"step": here.position, "turn": here.turn})
        _tell(locked)
    return locked


@transaction.atomic
def finish_run(*, by: Person, run: ProtocolRun, now: datetime | None = None) -> ProtocolRun:
    """End the protocol here; steps still ahead count as skipped, and what was hidden is shown.

    Raises:
        Refused: for everybody but who leads this meeting.
    """
    locked, steps, here = _take_to_lead(by, run, None)
    moment = now or timezone.now()
    _end(here, RunStepState.DONE, moment)
    for step in steps:
        if step.state == RunStepState.AHEAD:
            _end(step, RunStepState.SKIPPED, moment)
    _close_run(by, locked, here, moment)
    _tell(locked)
    return locked


def _close_run(by: Person, run: ProtocolRun, last: RunStep, moment: datetime) -> None:
    run.state, run.finished_at = RunState.FINISHED, moment
    run.save(update_fields=["state", "finished_at"])
    _log(by, last, RunEventKind.FINISHED, moment)
    journal(by, run.meeting, "protocol.finished", {"protocol": run.protocol.key})
