"""Meetings in the matrix: what everybody finds at their doors, and the things behind them."""

from datetime import time, timedelta

from django.utils import timezone

from tests.house.matrix.table import (
    Answer,
    Row,
    _member_page,
    _of_team,
    _place,
    _team_act,
    _works,
    sees_team,
)
from tests.house.matrix.world import Thing, World
from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View
from trellis.people.communities.operations import agree_norms
from trellis.people.places.operations import add_bell_period, add_calendar_mark
from trellis.people.places.words import MarkKind
from trellis.practice.meetings.models import AgendaItem, Meeting, MeetingDecision, MeetingInvitation
from trellis.practice.meetings.operations.agenda import NewItem, add_item
from trellis.practice.meetings.operations.covering import ask_for_cover
from trellis.practice.meetings.operations.deciding import (
    close_decision,
    propose_decision,
    speak_to_decision,
)
from trellis.practice.meetings.operations.norms import agree_repair
from trellis.practice.meetings.operations.promising import make_promise
from trellis.practice.meetings.operations.recording import finish_meeting
from trellis.practice.meetings.operations.running import start_meeting
from trellis.practice.meetings.operations.scheduling import Slot, schedule_meeting
from trellis.practice.meetings.words import DecisionMethod

K, R = ObjectKind, Relation


def _list(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    return Answer.OPENS if sees_team(relations, thing) else Answer.ABSENT


def _asks(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
    """Leaders who may know of the meeting ask for time in it; members have no need to."""
    if view_of(K.MEETING, relations) < View.SUMMARY:
        return Answer.ABSENT
    return Answer.OPENS if R.SCHOOL_LEADER in relations else Answer.NOT_THERE


def _work(belongs_to: str, method: str, *names: str) -> dict[str, Row]:
    return {name: _of_team(K.MEETING_WORK, belongs_to, method) for name in names}


def _looks(_actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    """Members look at their norms; whoever knows the team finds no such page."""
    if view_of(K.MEETING_WORK, relations) >= View.FULL:
        return Answer.OPENS
    return Answer.NOT_THERE if sees_team(relations, thing) else Answer.ABSENT


def _covers(actor: str, _relations: frozenset[Relation], _thing: Thing) -> Answer:
    """A question between two: Ana asks, Cleo was asked."""
    return Answer.OPENS if actor in {"facilitator", "teacher"} else Answer.ABSENT


def _uncovers(actor: str, _relations: frozenset[Relation], _thing: Thing) -> Answer:
    """Who asked takes it back; who was asked finds no such act."""
    if actor == "facilitator":
        return Answer.OPENS
    return Answer.NOT_THERE if actor == "teacher" else Answer.ABSENT


def _leaves(actor: str, relations: frozenset[Relation], thing: Thing) -> Answer:
    """Who came in goes: Ana alone did. Whoever knows of the meeting finds no seat of their own to leave."""
    return Answer.OPENS if actor == "facilitator" else Answer.NOT_THERE


ROWS: dict[str, Row] = {
    "meetings": Row("community", _list),
    "schedule-meeting": _team_act(_works, method="GET"),
    "schedule-series": _team_act(_works, method="GET"),
    "common-time": _team_act(_works, method="GET"),
    "take-common-time": _team_act(_works),
    "add-bell-period": _place(lambda r: may(Action.UPDATE, K.SETTING, r), method="POST"),
    "add-calendar-mark": _place(lambda r: may(Action.UPDATE, K.SETTING, r), method="POST"),
    "remove-calendar-mark": Row(
        "calendar_mark", _place(lambda r: may(Action.UPDATE, K.SETTING, r)).rule, method="POST"
    ),
    "remove-bell-period": Row(
        "bell_period", _place(lambda r: may(Action.UPDATE, K.SETTING, r)).rule, method="POST"
    ),
    "ask-question": _team_act(_works),
    "open-meeting": _of_team(K.MEETING, "meeting"),
    "ask-for-slot": Row("meeting", _asks),
    **_work(
        "meeting",
        "GET",
        "meeting-now",
        "projector",
        "agenda-pdf",
        "phone",
        "wrap-meeting",
        "plan-agenda",
        "move-meeting",
        "guests",
        "cover",
        "renew-norms",
    ),
    **_work(
        "meeting",
        "POST",
        "finish-meeting",
        "fill-agenda",
        "publish-agenda",
        "write-purpose",
        "arrange-inclusion",
        "add-item",
        "start-meeting",
        "next-item",
        "check-in",
        "invite-guest",
        "ask-for-cover",
        "tap-norms",
        "give-function",
        "count-turn",
        "make-promise",
        "park-question",
        "propose-decision",
        "write-family-line",
        "give-pulse",
        "say-thanks",
        "cancel-meeting",
    ),
    **_work(
        "meeting_item",
        "POST",
        "change-item",
        "move-item",
        "remove-item",
        "start-item",
        "give-time",
    ),
    **_work("asked_item", "POST", "answer-slot"),
    **_work("meeting_guest", "POST", "send-away"),
    "answer-cover": Row("cover_ask", _covers, "GET"),
    "withdraw-cover": Row("cover_ask", _uncovers, "POST"),
    "leave-meeting": Row("running_meeting", _leaves, "POST"),
    **_work("meeting_promise", "POST", "review-promise"),
    **_work("own_promise", "POST", "settle-promise"),
    "team-facts": _of_team(K.MEETING_WORK),
    "norms-kept": _of_team(K.MEETING_WORK),
    "agree-repair": _of_team(K.MEETING_WORK, method="POST"),
    "look-at-repair": Row("norm_repair", _looks, "POST"),
    "welcome-pack": _of_team(K.MEETING_WORK),
    "welcome-pack-pdf": _of_team(K.MEETING_WORK),
    "road-map": _of_team(K.CYCLE_WORK, "cycle"),
    "plan-work": _of_team(K.CYCLE_WORK, "mapped_work"),
    "move-work": _of_team(K.CYCLE_WORK, "mapped_work", "POST"),
    "reset-work": _of_team(K.CYCLE_WORK, "mapped_work", "POST"),
    **_work(
        "meeting_decision",
        "POST",
        "speak-to-decision",
        "close-decision",
        "withdraw-decision",
        "show-decision",
    ),
    **_work("held_meeting", "GET", "record", "record-pdf"),
    # what is pinned shows results of students: members alone, also where others see the chart itself
    "pin-results": _member_page("assessment", "POST"),
    "pin-measure": _member_page("measure", "POST"),
    "pin-groups": _member_page("regrouping", "POST"),
    **_work("held_meeting", "POST", "amend-record", "agree-record"),
}
#: Codes on the wall, tested in `tests/web/meetings/test_coming_in.py`.
OPEN = frozenset(
    {
        "join",
        "join-meeting",
        "join-as-guest",
        "come-as-guest",
        "guest-seat",
        "guest-act",
        "leave-seat",
        "calendar-feed",
    }
)
#: Pages about nothing but the person who asks; the addresses themselves: `tests/web/meetings/test_feeds.py`.
SIGNED_IN = frozenset({"calendar-feeds", "make-calendar-feed", "promises", "search-meetings"})
OWN_BY_NUMBER = frozenset({"revoke-calendar-feed"})


def things(world: World) -> dict[str, list[Thing]]:
    """A meeting of the Grade 4 team tomorrow, and one of last week with its record."""
    cast, team = world.cast, world.things["community"][0]
    now = timezone.now()
    meeting = schedule_meeting(
        by=cast.ana,
        community=cast.grade_4,
        title="Weekly meeting",
        slot=Slot(timezone.localdate() + timedelta(days=1), time(13, 30)),
    )
    item = add_item(by=cast.ana, meeting=meeting, new=NewItem("Fractions"))
    asked = AgendaItem.objects.create(
        meeting=meeting, position=9, title="Drill", state="proposed", proposed_by=cast.pat, changed_at=now
    )
    held = schedule_meeting(
        by=cast.ana,
        community=cast.grade_4,
        title="Last week",
        slot=Slot(timezone.localdate() - timedelta(days=7), time(13, 30)),
    )
    start_meeting(by=cast.ana, meeting=held, now=held.starts_at)
    step = make_promise(
        by=cast.ana,
        meeting=held,
        text="strips",
        who=cast.ben.public_id,
        due_on=timezone.localdate(),
        now=held.starts_at,
    )
    decision = _decided(world, held)
    finish_meeting(by=cast.ana, meeting=held, skip=True, now=held.ends_at)
    pk, stand = meeting.public_id, team.relations
    words: dict[str, tuple[object, ...]] = {
        "meeting": (pk,),
        "meeting_item": (pk, item.public_id),
        "asked_item": (pk, asked.public_id),
        "meeting_promise": (pk, step.public_id),
        "own_promise": (step.public_id,),
        "meeting_guest": (pk, _guest(world, meeting)),
        "norm_repair": (cast.grade_4.public_id, _repair(world)),
        "running_meeting": (_running(world).public_id,),
        "meeting_decision": (held.public_id, decision.public_id),
        "held_meeting": (held.public_id,),
        "cover_ask": (ask_for_cover(by=cast.ana, meeting=meeting, person=cast.cleo.public_id).public_id,),
        "mapped_work": (*world.things["cycle"][0].words, 1, 1),
    }
    period = add_bell_period(by=None, organization=cast.lincoln, name="1", begins=time(8), ends=time(8, 50))
    school = world.things["place"][0]
    bell = Thing("bell period", (*school.words, period.public_id), school.relations)
    mark = add_calendar_mark(
        by=None,
        organization=cast.lincoln,
        kind=MarkKind.ASSESSMENT,
        name="Winter test",
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
    )
    window = Thing("calendar mark", (*school.words, mark.public_id), school.relations)
    of_school = {"bell_period": [bell], "calendar_mark": [window]}
    return {name: [Thing(name, parts, stand)] for name, parts in words.items()} | of_school


def _guest(world: World, meeting: Meeting) -> str:
    """Somebody from outside who is invited by address."""
    return MeetingInvitation.objects.create(
        meeting=meeting,
        guest_name="Rosa",
        address="rosa@garden.example",
        invited_by=world.cast.ana,
        invited_at=timezone.now(),
    ).public_id


def _repair(world: World) -> str:
    """A norm of the Grade 4 team that slips."""
    norm = agree_norms(by=world.cast.ana, community=world.cast.grade_4, texts=["We start on time."])[0]
    return agree_repair(
        by=world.cast.ana, community=world.cast.grade_4, norm=norm.pk, sentence="We close the door."
    ).public_id


def _running(world: World) -> Meeting:
    """A meeting that runs; Ana alone came in."""
    meeting = schedule_meeting(
        by=world.cast.ana,
        community=world.cast.grade_4,
        title="Now",
        slot=Slot(timezone.localdate(), time(13, 30)),
    )
    return start_meeting(by=world.cast.ana, meeting=meeting)


def _decided(world: World, held: Meeting) -> MeetingDecision:
    cast = world.cast
    decision = propose_decision(
        by=cast.ana,
        meeting=held,
        text="We reteach.",
        method=DecisionMethod.CONSENT,
    )
    for person in (cast.ana, cast.ben):
        speak_to_decision(by=person, decision=decision, choice="consent")
    return close_decision(by=cast.ana, decision=decision)
