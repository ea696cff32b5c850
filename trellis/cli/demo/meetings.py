"""The demo's meetings: Ana's team meets every week; the last three left their records, the next is near."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from trellis.cli.demo import notes
from trellis.cli.demo.protocols import run_protocol
from trellis.cli.demo.stages import Stage
from trellis.cli.demo.world import World
from trellis.people.accounts.models import Person
from trellis.people.places.queries import school_days
from trellis.practice.meetings.models import Meeting, MeetingSeries
from trellis.practice.meetings.operations import (
    agenda,
    deciding,
    filling,
    joining,
    moving,
    norms,
    promising,
    recording,
    running,
    scheduling,
)
from trellis.practice.meetings.queries import inside
from trellis.practice.meetings.queries.norms import norms_asked
from trellis.practice.meetings.rules.days import moment_of
from trellis.practice.meetings.words import DecisionMethod, ItemPart, MeetingState, Rhythm, StepOutcome

AT = time(13, 30)
#: The team has met since its cycle began.
SINCE_CYCLE = timedelta(weeks=7)


@dataclass(frozen=True)
class Told:
    """What one past meeting left: words to arrive, promises, a decision, how it was."""

    words: tuple[str, ...]
    promises: tuple[tuple[str, str], ...]
    decision: str
    reflection: str
    family_line: str = ""
    carried: dict[str, str] = field(default_factory=dict)


PAST = (
    Told(
        ("awake", "hopeful", "busy", "curious", "fine"),
        (("keiko", "brings five slips with names covered"), ("ben", "asks two students how they see 3/8")),
        "We open three lessons a week with a number-line talk.",
        "We stayed with what students wrote. Next time more silence before we speak.",
    ),
    Told(
        ("tired", "glad", "ready", "full", "calm"),
        (("jordan", "asks Eli to read the Spanish line"), ("keiko", "cuts strips for all four rooms")),
        "The Thursday slip has three items, the same in every room.",
        "Everyone spoke. We were late with the plan; the last six minutes belong to it.",
        "This week we compare fractions. At home: fold a tortilla in four and in eight.",
    ),
    Told(
        ("rainy", "hopeful", "quick", "curious", "warm"),
        (
            ("keiko", "copies the strip sheet and puts it in every box"),
            ("ana", "brings three samples of item 7, names covered"),
        ),
        "We reteach with folded strips before any rule, in all four rooms.",
        "The facts in silence helped. The chart should be open from the start.",
        "This week we practise which fraction is larger. At home: fold a tortilla.",
        {"asks Eli to read the Spanish line": "Eli was away until Monday."},
    ),
)
MEMBERS = ("ana", "ben", "keiko", "jordan", "priya")


def make(world: World) -> None:
    """Put the team's series on the calendar, hold what is behind, make the agenda of what is next."""
    series = _series(world)
    past = list(
        series.meetings.filter(ends_at__lt=_noon(world.today), state=MeetingState.PLANNED).order_by(
            "starts_at"
        )
    )
    if world.stage is not Stage.PLANNING:
        told_of = past[-len(PAST) :]
        for meeting in past[: -len(PAST) - 1]:
            _meet(world, meeting)
        for meeting in past[-len(PAST) - 1 : -len(PAST)]:
            moving.cancel_meeting(
                by=world.people["ana"],
                meeting=meeting,
                reason="Assembly in the gym",
                now=meeting.starts_at - timedelta(days=1),
            )
        for meeting, told in zip(told_of, PAST, strict=False):
            _hold(world, meeting, told)
    ahead = (
        series.meetings.filter(starts_at__gte=_noon(world.today + timedelta(days=1)))
        .order_by("starts_at")
        .first()
    )
    if ahead is not None:
        _prepare(world, ahead)


def _noon(day: date) -> datetime:
    return moment_of(day, time(12), "America/Los_Angeles")


def _series(world: World) -> MeetingSeries:
    place = world.places["lincoln"]
    tomorrow = world.today + timedelta(days=1)
    near = school_days(place, tomorrow, tomorrow + timedelta(days=21))
    weekday = near[0].weekday() if near else 1
    monday = world.today - timedelta(days=world.today.weekday())
    first = max(world.year_starts_on, monday - SINCE_CYCLE)
    return scheduling.schedule_series(
        by=world.people["ana"],
        community=world.teams["grade_4"],
        title="Grade 4 weekly meeting",
        slot=scheduling.Slot(first + timedelta(days=weekday), AT),
        rhythm=Rhythm.WEEKLY,
        last_on=world.year_ends_on,
        where=scheduling.Where(place="Room 12"),
        is_protected=True,
        agenda_template="weekly-team",
        now=_noon(world.year_starts_on),
    )


def _meet(world: World, meeting: Meeting) -> None:
    """Hold a meeting by its agenda; nothing is told of it."""
    ana, clock = world.people["ana"], meeting.starts_at
    items = filling.fill_agenda(by=ana, meeting=meeting, now=clock - timedelta(days=2))
    running.start_meeting(by=ana, meeting=meeting, now=clock)
    for item in items:
        clock += timedelta(minutes=item.minutes)
        if item is not items[-1]:
            running.next_item(by=ana, meeting=meeting, now=clock)
    recording.finish_meeting(by=ana, meeting=meeting, skip=True, now=clock)


def _hold(world: World, meeting: Meeting, told: Told) -> None:
    ana, at = world.people["ana"], meeting.starts_at
    filling.fill_agenda(by=ana, meeting=meeting, now=at - timedelta(days=2))
    agenda.publish_agenda(by=ana, meeting=meeting, now=at - timedelta(days=1, hours=6))
    running.start_meeting(by=ana, meeting=meeting, now=at)
    meeting.refresh_from_db()
    for key, word in zip(MEMBERS, told.words, strict=True):
        joining.check_in(by=world.people[key], meeting=meeting, word=word, now=at + timedelta(minutes=1))
    _look_back(world, meeting, told)
    clock = at
    items = list(meeting.items.order_by("position"))
    for item in items:
        if told is PAST[-1] and item.part == ItemPart.MAIN:
            run_protocol(world, meeting, item, clock)
        clock += timedelta(minutes=item.minutes)
        if item is not items[-1]:
            running.next_item(by=ana, meeting=meeting, now=clock)
    _decide(world, meeting, told, clock)
    for key, text in told.promises:
        promising.make_promise(
            by=ana,
            meeting=meeting,
            text=text,
            who=world.people[key].public_id,
            due_on=(at + timedelta(days=6)).date(),
            now=clock,
        )
    if told.family_line:
        running.write_family_line(by=ana, meeting=meeting, text=told.family_line)
    notes.write(world, meeting, PAST.index(told))
    _tap(world, meeting)
    recording.finish_meeting(by=ana, meeting=meeting, reflection=told.reflection, now=clock)


def _look_back(world: World, meeting: Meeting, told: Told) -> None:
    """Settle what was promised before; some of it is carried with a reason."""
    for line in inside.promises_before(meeting):
        reason = told.carried.get(line.step.text, "")
        promising.review_promise(
            by=line.step.who,
            step=line.step,
            outcome=StepOutcome.CARRIED if reason else StepOutcome.DONE,
            reason=reason,
            meeting=meeting,
            now=meeting.starts_at + timedelta(minutes=5),
        )


def _decide(world: World, meeting: Meeting, told: Told, clock: datetime) -> None:
    decision = deciding.propose_decision(
        by=world.people["keiko"],
        meeting=meeting,
        text=told.decision,
        method=DecisionMethod.CONSENT,
        review_on=(clock + timedelta(weeks=2)).date(),
        now=clock,
    )
    for key in MEMBERS:
        deciding.speak_to_decision(by=world.people[key], decision=decision, choice="consent", now=clock)
    deciding.close_decision(by=world.people["ana"], decision=decision, now=clock)


def _tap(world: World, meeting: Meeting) -> None:
    for key in MEMBERS:
        person: Person = world.people[key]
        useful, heard, clear = (world.chance.choice((3, 3, 4, 4)) for _tap in range(3))
        running.give_pulse(by=person, meeting=meeting, useful=useful, heard=heard, clear=clear)
        asked = norms_asked(meeting)
        if asked:
            # the third of those asked slips for some
            kept = [2 if one.position == 3 and key in MEMBERS[:2] else 4 for one in asked]
            norms.tap_norms(by=person, meeting=meeting, taps=kept)


def _prepare(world: World, meeting: Meeting) -> None:
    """Make the agenda of the next meeting and send it ahead; the principal asked for five minutes."""
    ana, pat = world.people["ana"], world.people["pat"]
    now = _noon(world.today) - timedelta(hours=30)
    if world.stage is not Stage.PLANNING:
        promising.park_question(
            by=world.people["ben"],
            community=meeting.community,
            text="Does the talk help students who are new to English?",
            now=now - timedelta(days=1),
        )
    filling.fill_agenda(by=ana, meeting=meeting, now=now)
    agenda.publish_agenda(by=ana, meeting=meeting, now=now)
    agenda.ask_for_slot(
        by=pat,
        meeting=meeting,
        title="New exits for the fire drill",
        minutes=5,
        why="The drill is on Friday.",
        now=now,
    )
