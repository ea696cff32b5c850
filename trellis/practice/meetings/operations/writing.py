"""What everyone does in a protocol: write a line, say what it rests on, place dots, vote.

None of this is written into the journal: the journal names who did what when, and these are shown without
names. What the facilitator does is there.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.practice.library.words import Mark, StepMode
from trellis.practice.meetings.models import (
    Attendance,
    Meeting,
    ProtocolRun,
    RunDot,
    RunLine,
    RunStep,
    RunVote,
)
from trellis.practice.meetings.operations.guard import topic_of
from trellis.practice.meetings.operations.leading import PART, open_step, take_run
from trellis.practice.meetings.queries.presence import is_of, voter_of, voters_of
from trellis.practice.meetings.queries.running import dot_lines, takes_part
from trellis.practice.meetings.rules.protocols import FINGERS, OPEN, may_vote, may_write_line
from trellis.practice.meetings.words import RunState, RunStepState

LONGEST_LINE = 500


def _take_to_join_in(by: Person | Attendance, run: ProtocolRun) -> tuple[ProtocolRun, list[RunStep]]:
    locked, steps = take_run(by, run)
    if not takes_part(by, locked):
        raise Refused(_("In this protocol the team writes and votes; guests follow."))
    return locked, steps


def _whose(by: Person | Attendance, person: str) -> dict[str, Any]:
    """Return the columns that say whose a row is; the person's column has this name."""
    return {"guest": by, person: None} if isinstance(by, Attendance) else {person: by, "guest": None}


def _may_write(run: ProtocolRun, step: RunStep) -> bool:
    return may_write_line(
        reads=True,
        run=RunState(run.state),
        step=RunStepState(step.state),
        mode=StepMode(step.definition.mode),
        marks=step.definition.marks,
        revealed=step.revealed_at is not None,
    )


@transaction.atomic
def write_line(
    *,
    by: Person | Attendance,
    run: ProtocolRun,
    position: int,
    text: str,
    mark: str = "",
    rests_on: str = "",
    now: datetime | None = None,
) -> RunLine:
    """Write one line in the open step. In a silent step nobody else sees it before the common reveal.

    Raises:
        NotFound: for people who are not in the meeting.
        Conflict: when the step is over or already shown, or takes no lines.
        Invalid: without words, or with a mark this step does not ask for.
    """
    locked, steps = _take_to_join_in(by, run)
    step = open_step(steps, position)
    if not _may_write(locked, step):
        if step.revealed_at is not None:
            raise Conflict(_("Everything is shown already. Keep your line for the talk."))
        raise Conflict(_("Nothing is written down in this step."))
    words = " ".join(text.split())
    if not words:
        raise Invalid(_("Write a few words first."), {"text": _("Write a few words first.")})
    if len(words) > LONGEST_LINE:
        raise Invalid(
            _("That is too long for one line."), {"text": _("Up to %(n)d characters.") % {"n": LONGEST_LINE}}
        )
    chosen = mark or step.definition.marks[0]
    if chosen not in step.definition.marks:
        raise Invalid(_("This step asks for something else."), {"mark": _("Choose one of these.")})
    line = RunLine.objects.create(
        step=step,
        **_whose(by, "author"),
        mark=chosen,
        text=words,
        rests_on=_observation(by, locked, rests_on) if rests_on else None,
        written_at=now or timezone.now(),
    )
    announce(topic_of(locked.meeting), PART)
    return line


def _observation(by: Person | Attendance, run: ProtocolRun, pk: str) -> RunLine:
    """Return an observation of this run that the person sees."""
    line = (
        RunLine.objects.filter(step__run=run, public_id=pk, mark=Mark.OBSERVATION)
        .select_related("step__definition")
        .first()
    )
    hidden = (
        line is not None
        and line.step.definition.mode == StepMode.WRITE
        and line.step.revealed_at is None
        and not is_of(line, by)
    )
    if line is None or hidden:
        raise NotFound(_("There is no such observation."))
    return line


def _take_line(by: Person | Attendance, run: ProtocolRun, pk: str) -> tuple[ProtocolRun, RunLine]:
    locked, _steps = _take_to_join_in(by, run)
    line = RunLine.objects.filter(step__run=locked, public_id=pk).select_related("step__definition").first()
    if line is None or (
        not is_of(line, by) and line.step.definition.mode == StepMode.WRITE and line.step.revealed_at is None
    ):
        raise NotFound(_("There is no such line."))
    return locked, line


@transaction.atomic
def take_back_line(*, by: Person | Attendance, run: ProtocolRun, line: str) -> None:
    """Take one's own line away while its step is open and it is not yet shown.

    Raises:
        NotFound: for a line that is not there or not shown to this person.
        Refused: for the line of somebody else.
        Conflict: once it is shown or the step is over.
    """
    locked, row = _take_line(by, run, line)
    if not is_of(row, by):
        raise Refused(_("Only who wrote a line takes it back."))
    if not _may_write(locked, row.step):
        raise Conflict(_("It is shown already and stays in the record."))
    row.delete()
    announce(topic_of(locked.meeting), PART)


@transaction.atomic
def ground_line(*, by: Person | Attendance, run: ProtocolRun, line: str, rests_on: str) -> RunLine:
    """Say which observation an inference rests on (S3-35). Anyone in the meeting may find it.

    Raises:
        NotFound: for a line or an observation that is not there or not shown to this person.
        Conflict: for a line that is no inference, or once the protocol is finished.
        Invalid: without an observation.
    """
    locked, row = _take_line(by, run, line)
    if row.mark != Mark.INFERENCE or locked.state != RunState.RUNNING:
        raise Conflict(_("Only an inference of a running protocol rests on an observation."))
    if not rests_on:
        raise Invalid(_("Choose what you saw that shows it."))
    row.rests_on = _observation(by, locked, rests_on)
    row.save(update_fields=["rests_on"])
    announce(topic_of(locked.meeting), PART)
    return row


def _take_vote(
    by: Person | Attendance, run: ProtocolRun, position: int, mode: StepMode
) -> tuple[ProtocolRun, RunStep]:
    locked, steps = _take_to_join_in(by, run)
    step = open_step(steps, position)
    if step.definition.mode != mode:
        raise Conflict(_("There is no vote in this step."))
    state, closed = RunStepState(step.state), step.closed_at is not None
    if not may_vote(reads=True, run=RunState(locked.state), step=state, closed=closed):
        raise Conflict(_("This vote is closed."))
    return locked, step


@transaction.atomic
def place_dot(*, by: Person | Attendance, run: ProtocolRun, position: int, line: str) -> bool:
    """Place a dot on a line, or take one's own away again. Return whether it is there now.

    Raises:
        NotFound: for a line that takes no dots here.
        Conflict: when all dots are placed, or it is closed.
    """
    locked, step = _take_vote(by, run, position, StepMode.DOTS)
    row = next((one for one in dot_lines(locked, step) if one.public_id == line), None)
    if row is None:
        raise NotFound(_("There is no such line."))
    own = RunDot.objects.filter(step=step, **_whose(by, "person"))
    if own.filter(line=row).delete()[0]:
        announce(topic_of(locked.meeting), PART)
        return False
    if own.count() >= step.definition.dots["each"]:
        raise Conflict(_("All your dots are placed. Take one away first."))
    RunDot.objects.create(step=step, line=row, **_whose(by, "person"))
    announce(topic_of(locked.meeting), PART)
    return True


@transaction.atomic
def cast_vote(
    *, by: Person | Attendance, run: ProtocolRun, position: int, fingers: int, now: datetime | None = None
) -> None:
    """Hold up zero to five fingers; it can change until it is closed. When everybody who is present and
    entitled has voted, it closes by itself.

    Raises:
        Invalid: for another number.
        Conflict: when it is closed.
    """
    locked, step = _take_vote(by, run, position, StepMode.VOTE)
    if fingers not in FINGERS:
        raise Invalid(_("Choose from zero to five."))
    RunVote.objects.update_or_create(step=step, **_whose(by, "person"), defaults={"fingers": fingers})
    moment = now or timezone.now()
    # whoever votes is there
    mine = Q(person=by) if isinstance(by, Person) else Q(pk=by.pk)
    Attendance.objects.filter(mine, meeting=locked.meeting).update(seen_at=moment, left_at=None)
    _close_if_all_are_in(locked, step, moment)
    announce(topic_of(locked.meeting), PART)


def _close_if_all_are_in(run: ProtocolRun, step: RunStep, moment: datetime) -> bool:
    voted = {voter_of(vote) for vote in RunVote.objects.filter(step=step)}
    awaited = voters_of(run, now=moment)
    if not voted or not awaited or not awaited <= voted:
        return False
    step.closed_at = moment
    step.save(update_fields=["closed_at"])
    return True


def settle_votes(*, meeting: Meeting, now: datetime | None = None) -> None:
    """Close the open vote of a meeting when nobody who is present and entitled is missing in it any more.
    Those who went, were sent away or were long not heard of hold nothing up. Votes that were cast stay.
    """
    run = ProtocolRun.objects.select_for_update().filter(meeting=meeting, state=RunState.RUNNING).first()
    if run is None:
        return
    step = run.steps.filter(state__in=OPEN, definition__mode=StepMode.VOTE, closed_at=None).first()
    if step is not None and _close_if_all_are_in(run, step, now or timezone.now()):
        announce(topic_of(meeting), PART)
