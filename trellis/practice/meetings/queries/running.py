"""Protocols of a meeting: who leads and reads them, what each person sees of them, what the team found.

What is hidden is not merely not drawn: it is not in what these functions return.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import function_of, working_members_of
from trellis.people.communities.words import GUIDING
from trellis.practice.library.words import Mark, StepMode
from trellis.practice.meetings.models import (
    Attendance,
    FunctionHolder,
    Meeting,
    ProtocolRun,
    RunDot,
    RunEvent,
    RunLine,
    RunStep,
    RunVote,
)
from trellis.practice.meetings.queries.presence import is_of, takes_a_seat, voter_of, voters_of
from trellis.practice.meetings.queries.seeing import reads_open_part, reads_work, relations_to_meeting
from trellis.practice.meetings.rules.may import may_change_work
from trellis.practice.meetings.rules.protocols import (
    OPEN,
    StepClock,
    may_lead_run,
    may_see_line,
    may_see_votes,
    may_write_line,
    needs_ground,
    spread_of,
)
from trellis.practice.meetings.words import MeetingFunction, MeetingState, RunState, RunStepState

_RELATED = ("meeting__community__organization", "item", "protocol", "presenter")


def leads_run(by: Person, meeting: Meeting) -> bool:
    """Say whether a person leads protocols in a meeting."""
    return may_lead_run(
        is_member=may_change_work(relations_to_meeting(by, meeting)),
        holds=FunctionHolder.objects.filter(
            meeting=meeting, person=by, function=MeetingFunction.FACILITATOR
        ).exists(),
        guides=function_of(by, meeting.community) in GUIDING,
        state=MeetingState(meeting.state),
    )


def is_open_to_guests(run: ProtocolRun) -> bool:
    """Say whether a run is part of an item that is open to guests."""
    return run.item is not None and not run.item.is_staff_only


def reads_run(by: Person | Attendance, run: ProtocolRun) -> bool:
    """Say whether somebody reads a run: who reads inside the meeting, and guests in its open items."""
    if isinstance(by, Attendance):
        return is_open_to_guests(run) and takes_a_seat(by, run.meeting)
    if reads_work(by, run.meeting):
        return True
    return is_open_to_guests(run) and reads_open_part(by, run.meeting)


def run_for_guest(guest: Attendance, meeting: Meeting) -> ProtocolRun | None:
    """Return the protocol that runs now, if it is open to this guest."""
    run = (
        ProtocolRun.objects.select_related(*_RELATED).filter(meeting=meeting, state=RunState.RUNNING).first()
    )
    return run if run is not None and reads_run(guest, run) else None


def open_run(*, by: Person, pk: str) -> ProtocolRun:
    """Return a protocol run that the person may read.

    Raises:
        NotFound: when there is none, or it is not theirs to see: both look the same.
    """
    run = ProtocolRun.objects.select_related(*_RELATED).filter(public_id=pk).first()
    if run is None or not reads_run(by, run):
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    return run


def runs_of(meeting: Meeting, *, by: Person) -> list[ProtocolRun]:
    """Return the protocols of a meeting that the person reads, in their order."""
    runs: QuerySet[ProtocolRun] = ProtocolRun.objects.filter(meeting=meeting).select_related(*_RELATED)
    if reads_work(by, meeting):
        return list(runs)
    if not reads_open_part(by, meeting):
        return []
    return list(runs.filter(item__is_staff_only=False))


def people_in(meeting: Meeting) -> list[Person]:
    """Return who takes part: those who joined; before anybody did, the working members."""
    joined = Attendance.objects.filter(meeting=meeting, person__isnull=False).select_related("person")
    people = [row.person for row in joined if row.person is not None]
    return people or working_members_of(meeting.community)


def dot_lines(run: ProtocolRun, step: RunStep) -> list[RunLine]:
    """Return the lines that take dots: those of the step its definition names, else all before it."""
    lines = list(
        RunLine.objects.filter(step__run=run, step__position__lte=step.position).select_related("step")
    )
    named = [line for line in lines if line.step.position == step.definition.dots.get("on")]
    return named or [line for line in lines if line.step_id != step.pk]


@dataclass(frozen=True)
class LineView:
    """A line as one person sees it: without a name, but one's own is known to oneself."""

    pk: str
    text: str
    mark: str
    mark_label: str
    is_mine: bool
    rests_on: str
    asks_for_ground: bool
    dots: int | None = None
    my_dot: bool = False


@dataclass(frozen=True)
class StepView:
    """A step as one person sees it. ``lines`` holds only what this person may see."""

    step: RunStep
    clock: StepClock
    lines: Sequence[LineView]
    may_write: bool
    wrote: int
    spread: Mapping[int, int] | None = None
    my_fingers: int | None = None
    voted: int = 0

    @property
    def is_here(self) -> bool:
        """Whether it is worked on."""
        return self.step.state in OPEN

    @property
    def is_hidden(self) -> bool:
        """Whether others' lines wait for the common reveal."""
        return self.step.definition.mode == StepMode.WRITE and self.step.revealed_at is None


@dataclass(frozen=True)
class RunView:
    """A run as one person sees it, at one moment of the server's clock."""

    run: ProtocolRun
    steps: Sequence[StepView]
    here: StepView | None
    leads: bool
    people: int
    now: datetime
    to_dot: Sequence[LineView] = ()
    dots_left: int = 0
    takes_part: bool = True
    observations: Sequence[LineView] = ()
    speaker: str = ""
    events: Sequence[RunEvent] = field(default_factory=tuple)

    @property
    def mark(self) -> str:
        """Changes when what is written into must be drawn anew: another step, a reveal, a close, the end."""
        if self.here is None:
            return "end"
        step = self.here.step
        shown = f"{bool(step.revealed_at)}{bool(step.closed_at)}".lower()
        return f"{step.position}-{shown}"


def takes_part(by: Person | Attendance, run: ProtocolRun) -> bool:
    """Say whether somebody who reads a run writes and votes in it: guests by name where they are let."""
    return isinstance(by, Person) or (run.guests_take_part and is_open_to_guests(run))


def _clock(step: RunStep) -> StepClock:
    return StepClock(
        step.planned_seconds,
        step.added_seconds,
        step.started_at,
        step.paused_at,
        step.paused_seconds,
        step.ended_at,
    )


def _shuffled(lines: Sequence[RunLine]) -> list[RunLine]:
    """Order lines so that neither time nor person can be read from it, and the same for everybody."""
    return sorted(lines, key=lambda line: hashlib.blake2s(line.public_id.encode()).digest())


def _line_view(line: RunLine, by: Person | Attendance, texts: Mapping[int, str]) -> LineView:
    return LineView(
        pk=line.public_id,
        text=line.text,
        mark=line.mark,
        mark_label=str(Mark(line.mark).label),
        is_mine=is_of(line, by),
        rests_on=texts.get(line.rests_on_id or 0, ""),
        asks_for_ground=needs_ground(line.mark, rests_on_something=line.rests_on_id is not None),
    )


def _lines_for(step: RunStep, lines: Sequence[RunLine], by: Person | Attendance) -> list[RunLine]:
    mode, revealed = StepMode(step.definition.mode), step.revealed_at is not None
    seen = [
        line
        for line in lines
        if may_see_line(reads=True, is_author=is_of(line, by), mode=mode, revealed=revealed)
    ]
    return _shuffled(seen) if mode == StepMode.WRITE else seen


def _step_view(
    run: ProtocolRun,
    step: RunStep,
    lines: Sequence[RunLine],
    votes: Sequence[RunVote],
    by: Person | Attendance,
) -> StepView:
    texts = {line.pk: line.text for line in lines}
    own = [line for line in lines if line.step_id == step.pk]
    cast = [vote for vote in votes if vote.step_id == step.pk]
    shown = may_see_votes(reads=True, closed=step.closed_at is not None) and bool(cast)
    return StepView(
        step=step,
        clock=_clock(step),
        lines=[_line_view(line, by, texts) for line in _lines_for(step, own, by)],
        may_write=may_write_line(
            reads=takes_part(by, run),
            run=RunState(run.state),
            step=RunStepState(step.state),
            mode=StepMode(step.definition.mode),
            marks=step.definition.marks,
            revealed=step.revealed_at is not None,
        ),
        wrote=len({voter_of(line) for line in own}),
        spread=spread_of([vote.fingers for vote in cast]) if shown else None,
        my_fingers=next((vote.fingers for vote in cast if is_of(vote, by)), None),
        voted=len(cast),
    )


def _dotted(
    run: ProtocolRun, step: RunStep, by: Person | Attendance, texts: Mapping[int, str]
) -> tuple[list[LineView], int]:
    """Return the lines that take dots, counts only once closed, and how many dots this person has left."""
    dots = list(RunDot.objects.filter(step=step))
    counts = Counter(dot.line_id for dot in dots)
    mine = {dot.line_id for dot in dots if is_of(dot, by)}
    closed = may_see_votes(reads=True, closed=step.closed_at is not None)
    lines = dot_lines(run, step)
    if closed:
        lines = sorted(lines, key=lambda line: -counts[line.pk])
    views = [
        replace(
            _line_view(line, by, texts),
            my_dot=line.pk in mine,
            dots=counts[line.pk] if closed else None,
        )
        for line in lines
    ]
    return views, step.definition.dots.get("each", 0) - len(mine)


def view_of_run(run: ProtocolRun, *, by: Person | Attendance, now: datetime | None = None) -> RunView:
    """Return a run as this person or guest sees it, in a number of queries that does not grow with what is in
    it.
    """
    steps = list(RunStep.objects.filter(run=run).select_related("definition"))
    lines = list(RunLine.objects.filter(step__run=run))
    votes = list(RunVote.objects.filter(step__run=run))
    views = [_step_view(run, step, lines, votes, by) for step in steps]
    here = next((view for view in views if view.is_here), None)
    people = people_in(run.meeting)
    texts = {line.pk: line.text for line in lines}
    last = here or next((view for view in reversed(views) if view.step.definition.dots), None)
    to_dot: list[LineView] = []
    left = 0
    if last is not None and last.step.definition.dots:
        to_dot, left = _dotted(run, last.step, by, texts)
    return RunView(
        run=run,
        steps=views,
        here=here,
        leads=isinstance(by, Person) and leads_run(by, run.meeting),
        takes_part=takes_part(by, run),
        people=len(voters_of(run, now=now)),
        now=now or timezone.now(),
        to_dot=to_dot,
        dots_left=left,
        observations=[line for view in views for line in view.lines if line.mark == Mark.OBSERVATION],
        speaker=_speaker(run, here, people),
        events=list(RunEvent.objects.filter(run=run).select_related("by", "step")),
    )


def _speaker(run: ProtocolRun, here: StepView | None, people: Sequence[Person]) -> str:
    """Return who speaks by name: the presenter, or in a round whose turn it is."""
    if here is None:
        return ""
    definition = here.step.definition
    if definition.speaks == "presenter" and run.presenter is not None:
        return run.presenter.called
    if definition.mode != StepMode.ROUND or not people:
        return ""
    # where a round begins wanders with the steps, so that not always the same person is first
    order = sorted(people, key=lambda person: (person.given_name, person.pk))
    begin = (run.pk + here.step.position) % len(order)
    return order[(begin + here.step.turn) % len(order)].called if here.step.turn < len(order) else ""


#: The protocol that ends in a proposal, and the steps in which its words are written, latest first.
DECIDING = "decide-together"


def proposal_in(view: RunView) -> str:
    """Return the proposal a deciding protocol came to, as last amended, for who leads to put on record.

    Empty when there is none, it is on record already, the meeting is over, or somebody else leads.
    """
    run = view.run
    if run.protocol.key != DECIDING or run.decision or not view.leads:
        return ""
    if run.meeting.state != MeetingState.RUNNING or not any(step.spread for step in view.steps):
        return ""
    notes = [line for step in view.steps if step.step.definition.speaks != "low" for line in step.lines]
    words = [line.text for line in notes if line.mark == Mark.NOTE]
    return words[-1] if words else ""
