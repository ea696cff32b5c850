"""The weekly meeting of journey 8.1 with a clock that the test moves, from agenda to finished record."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.practice.meetings.world import planned_meeting, tomorrow
from tests.practice.world import planned, started
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.communities.models import Membership, Norm
from trellis.people.notices.models import Notice
from trellis.practice.library.operations import load_content
from trellis.practice.meetings.models import ActionStep, AgendaItem, HoursCredit, Meeting, MeetingRecord
from trellis.practice.meetings.operations import (
    agenda,
    deciding,
    filling,
    joining,
    promising,
    recording,
    running,
)
from trellis.practice.meetings.operations.agenda import NewItem
from trellis.practice.meetings.queries import inside
from trellis.practice.meetings.queries.agenda import agenda_of, running_item
from trellis.practice.meetings.queries.functions import functions_of
from trellis.practice.meetings.queries.record import hours_of, is_agreed, records_of
from trellis.practice.meetings.words import (
    DecisionMethod,
    DecisionState,
    ItemPart,
    ItemSource,
    ItemState,
    MeetingFunction,
    MeetingState,
    RecordState,
    StepOutcome,
)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A meeting of a team with a cycle, a norm and a filled agenda."""
    cycle = started(cast)
    planned(cast, cycle)
    Norm.objects.create(
        community=cast.grade_4, text="We describe before we judge.", position=1, agreed_on=tomorrow()
    )
    meeting = planned_meeting(cast)
    filling.fill_agenda(by=cast.ana, meeting=meeting)
    meeting.refresh_from_db()
    return meeting


def begun(cast: Cast, meeting: Meeting) -> datetime:
    running.start_meeting(by=cast.ana, meeting=meeting, now=meeting.starts_at)
    meeting.refresh_from_db()
    return meeting.starts_at


def test_S0_33_the_agenda_is_made_from_template_and_cycle_and_adds_up(cast: Cast, meeting: Meeting) -> None:
    items = list(meeting.items.all())
    assert sum(item.minutes for item in items) == 45
    main = next(item for item in items if item.part == ItemPart.MAIN)
    assert main.source == ItemSource.STAGE
    assert main.note
    assert main.touches_goal
    assert main.protocol
    assert ItemPart.PROMISES not in {item.part for item in items}, "nothing is open yet"
    with pytest.raises(Conflict):
        filling.fill_agenda(by=cast.ana, meeting=meeting)


def test_S3_13_a_members_question_becomes_an_item(cast: Cast) -> None:
    question = promising.park_question(
        by=cast.ben, community=cast.grade_4, text="Who is missing in our data?"
    )
    load_content()
    meeting = planned_meeting(cast)
    filling.fill_agenda(by=cast.ana, meeting=meeting)
    item = meeting.items.get(source=ItemSource.QUESTION)
    assert item.note == question.text
    assert sum(row.minutes for row in meeting.items.all()) == 45
    assert not inside.questions_of(cast.grade_4).exists()


def test_S3_14_when_the_agenda_was_sent_ahead_is_kept(cast: Cast, meeting: Meeting) -> None:
    moment = meeting.starts_at - timedelta(hours=30)
    agenda.publish_agenda(by=cast.ana, meeting=meeting, now=moment)
    agenda.publish_agenda(by=cast.ben, meeting=meeting, now=moment + timedelta(hours=1))
    meeting.refresh_from_db()
    assert (meeting.published_at, meeting.published_by) == (moment, cast.ana)
    assert Notice.objects.filter(kind="agenda.published").count() == 1


def test_S1_03_a_leader_asks_and_the_team_answers(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(NotFound):
        agenda.add_item(by=cast.pat, meeting=meeting, new=NewItem("Fire drill"))
    slot = agenda.ask_for_slot(by=cast.pat, meeting=meeting, title="Fire drill", minutes=5, why="New exits")
    assert slot.title not in [line.item.title for line in agenda_of(meeting)]
    agenda.answer_slot(by=cast.ben, meeting=meeting, item=slot.public_id, accept=True)
    assert slot.title in [line.item.title for line in agenda_of(meeting)]
    assert Notice.objects.get(kind="meeting.slot_given").person == cast.pat
    with pytest.raises(Refused):
        agenda.ask_for_slot(by=cast.cleo, meeting=meeting, title="Mine", minutes=5, why="")


def test_the_clock_is_the_servers_and_time_given_moves_it(cast: Cast, meeting: Meeting) -> None:
    at = begun(cast, meeting)
    line = running_item(agenda_of(meeting))
    assert line is not None
    assert line.used_seconds(at + timedelta(seconds=90)) == 90
    running.give_time(by=cast.ben, meeting=meeting, item=line.item.public_id)
    longer = running_item(agenda_of(meeting))
    assert longer is not None
    assert longer.total_seconds == line.total_seconds + 120
    following = running.next_item(by=cast.ana, meeting=meeting, now=at + timedelta(minutes=3))
    again = running.next_item(by=cast.ben, meeting=meeting, after=line.item.public_id)
    assert again == following, "two people pressed at once"
    line.item.refresh_from_db()
    assert line.item.ended_at == at + timedelta(minutes=3)


def test_S3_28_functions_go_round(cast: Cast, meeting: Meeting) -> None:
    at = begun(cast, meeting)
    first = {row.function: row.person for row in functions_of(meeting)}
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=at + timedelta(minutes=45))
    later = planned_meeting(cast, tomorrow() + timedelta(days=7))
    running.start_meeting(by=cast.ana, meeting=later, now=later.starts_at)
    second = {row.function: row.person for row in functions_of(later)}
    assert second[MeetingFunction.FACILITATOR] != first[MeetingFunction.FACILITATOR]


def test_a_guest_by_name_is_in_for_this_meeting_only(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Conflict):
        joining.join_as_guest(meeting=meeting, name="Rosa")
    at = begun(cast, meeting)
    seat = joining.join_as_guest(meeting=meeting, name="  Rosa   Delgado ")
    assert seat.attendance.guest_name == "Rosa Delgado"
    assert seat.key not in seat.attendance.key_digest
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=at + timedelta(minutes=45))
    seat.attendance.refresh_from_db()
    assert seat.attendance.key_digest == ""


def test_S2_15_promises_carry_over_with_a_reason_and_nobody_above_hears(cast: Cast, meeting: Meeting) -> None:
    at = begun(cast, meeting)
    step = promising.make_promise(
        by=cast.ana,
        meeting=meeting,
        text="strips for all four rooms",
        who=cast.ben.public_id,
        due_on=timezone.localdate(at) + timedelta(days=3),
        now=at,
    )
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=at + timedelta(minutes=45))
    later = planned_meeting(cast, tomorrow() + timedelta(days=7))
    running.start_meeting(by=cast.ana, meeting=later, now=later.starts_at)
    assert [line.step for line in inside.promises_before(later)] == [step]
    with pytest.raises(Invalid):
        promising.review_promise(by=cast.ben, step=step, outcome=StepOutcome.CARRIED, meeting=later)
    promising.review_promise(
        by=cast.ben,
        step=step,
        outcome=StepOutcome.CARRIED,
        reason="The paper came late.",
        meeting=later,
        now=later.starts_at,
    )
    line = inside.promises_before(later)[0]
    assert line.review is not None
    assert line.review.reason == "The paper came late."
    assert list(inside.open_promises_of(cast.ben)) == [step]
    assert not Notice.objects.filter(person__in=[cast.pat, cast.dee]).exists()
    with pytest.raises(NotFound):
        promising.review_promise(by=cast.pat, step=step, outcome=StepOutcome.DONE)


def test_S0_38_S3_19_a_decision_binds_and_opens_only_by_a_new_proposal(cast: Cast, meeting: Meeting) -> None:
    begun(cast, meeting)
    proposal = deciding.propose_decision(
        by=cast.ana,
        meeting=meeting,
        text="We reteach with folded strips.",
        method=DecisionMethod.CONSENSUS,
        review_on=tomorrow() + timedelta(days=7),
    )
    deciding.speak_to_decision(by=cast.ana, decision=proposal, choice="5")
    with pytest.raises(Conflict):
        deciding.close_decision(by=cast.ana, decision=proposal)
    with pytest.raises(Invalid):
        deciding.speak_to_decision(by=cast.ben, decision=proposal, choice="2")
    deciding.speak_to_decision(by=cast.ben, decision=proposal, choice="4")
    decided = deciding.close_decision(by=cast.ben, decision=proposal)
    assert decided.state == DecisionState.ADOPTED
    with pytest.raises(Conflict):
        deciding.speak_to_decision(by=cast.ben, decision=proposal, choice="0", words="No")
    with pytest.raises(Invalid):
        deciding.propose_decision(
            by=cast.ben, meeting=meeting, text="Not", method=DecisionMethod.CONSENT, reopens=decided
        )
    newer = deciding.propose_decision(
        by=cast.ben,
        meeting=meeting,
        text="We reteach with a number line.",
        method=DecisionMethod.CONSENT,
        reopens=decided,
        reason="The strips did not arrive.",
    )
    for person in (cast.ana, cast.ben):
        deciding.speak_to_decision(by=person, decision=newer, choice="consent")
    deciding.close_decision(by=cast.ana, decision=newer)
    assert list(inside.decided_before(cast.grade_4)) == [newer]
    decided.refresh_from_db()
    assert decided.text == "We reteach with folded strips."


def test_S0_14_no_end_without_a_reflection_or_a_word_that_it_is_skipped(cast: Cast, meeting: Meeting) -> None:
    at = begun(cast, meeting)
    with pytest.raises(Invalid):
        recording.finish_meeting(by=cast.ana, meeting=meeting)
    proposal = deciding.propose_decision(
        by=cast.ana, meeting=meeting, text="Open", method=DecisionMethod.CONSENT
    )
    with pytest.raises(Conflict):
        recording.finish_meeting(by=cast.ana, meeting=meeting, reflection="We kept to facts.")
    deciding.withdraw_decision(by=cast.ana, decision=proposal)
    joining.join_meeting(by=cast.ben, meeting=meeting, now=at + timedelta(minutes=5))
    recording.finish_meeting(
        by=cast.ana, meeting=meeting, reflection="We kept to facts.", now=at + timedelta(minutes=45)
    )
    credits = dict(HoursCredit.objects.values_list("person__given_name", "minutes"))
    assert credits == {"Ana": 45, "Ben": 40}
    assert hours_of(cast.ben) == timedelta(minutes=40)


def test_S3_16_the_record_is_frozen_amended_and_agreed(cast: Cast, meeting: Meeting) -> None:
    at = begun(cast, meeting)
    step = promising.make_promise(
        by=cast.ana,
        meeting=meeting,
        text="copy the sheet",
        who=cast.ana.public_id,
        due_on=timezone.localdate(at) + timedelta(days=3),
        now=at,
    )
    end = at + timedelta(minutes=45)
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=end)
    before = MeetingRecord.objects.get(meeting=meeting)
    ActionStep.objects.filter(pk=step.pk).update(text="something else")
    AgendaItem.objects.filter(meeting=meeting).update(title="changed")
    before.refresh_from_db()
    assert before.content["promises"][0]["text"] == "copy the sheet"
    assert recording.digest_of(before.content) == before.digest
    with pytest.raises(NotFound):
        recording.amend_record(by=cast.pat, meeting=meeting, amendment="No")
    recording.amend_record(by=cast.ben, meeting=meeting, amendment="It was item 7.", now=end)
    recording.agree_record(by=cast.ana, meeting=meeting, now=end)
    states = [row.state for row in records_of(meeting)]
    assert states == [RecordState.DRAFT, RecordState.AMENDED, RecordState.AGREED]
    with pytest.raises(Conflict):
        recording.amend_record(by=cast.ben, meeting=meeting, amendment="More")


def test_silence_agrees_after_a_week(cast: Cast, meeting: Meeting) -> None:
    end = begun(cast, meeting) + timedelta(minutes=45)
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=end)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    assert not is_agreed(meeting, end + timedelta(days=6))
    assert is_agreed(meeting, end + timedelta(days=7))


def test_fewer_than_five_answers_of_the_pulse_are_not_shown(cast: Cast, meeting: Meeting) -> None:
    begun(cast, meeting)
    with pytest.raises(NotFound):
        running.give_pulse(by=cast.ben, meeting=meeting, useful=4, heard=4, clear=4)
    people = [cast.ana, cast.ben, cast.cleo, cast.dee, cast.pat]
    for person in people[2:]:
        Membership.objects.create(community=cast.grade_4, person=person, starts_on=cast.grade_4.starts_on)
    for number, person in enumerate(people, start=1):
        joining.join_meeting(by=person, meeting=meeting)
        running.give_pulse(by=person, meeting=meeting, useful=4, heard=3, clear=2)
        view = inside.pulse_of(meeting)
        assert view.is_shown == (number >= 5)
        assert bool(view.lines) == (number >= 5)
    with pytest.raises(Conflict):
        running.give_pulse(by=cast.ana, meeting=meeting, useful=1, heard=1, clear=1)


def test_declined_and_running_items_stay_as_they_are(cast: Cast, meeting: Meeting) -> None:
    begun(cast, meeting)
    first = meeting.items.order_by("position")[0]
    with pytest.raises(Conflict):
        agenda.remove_item(by=cast.ana, meeting=meeting, item=first.public_id)
    slot = agenda.ask_for_slot(by=cast.pat, meeting=meeting, title="Drill", minutes=5, why="Soon")
    agenda.answer_slot(by=cast.ana, meeting=meeting, item=slot.public_id, accept=False)
    slot.refresh_from_db()
    assert slot.state == ItemState.DECLINED
    with pytest.raises(NotFound):
        agenda.answer_slot(by=cast.ana, meeting=meeting, item=slot.public_id, accept=True)
