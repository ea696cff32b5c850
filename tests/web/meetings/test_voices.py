"""Every voice is heard: counted where a team wants it, without names, forgotten at the end (S2-42)."""

import pytest
from django.urls import reverse

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting
from trellis.kit.errors import Conflict, NotFound, Refused
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry
from trellis.practice.meetings.models import Attendance, FunctionHolder, Meeting
from trellis.practice.meetings.operations import joining, recording, running
from trellis.practice.meetings.operations.including import Arranged, arrange_inclusion
from trellis.practice.meetings.operations.voices import count_turn
from trellis.practice.meetings.rules.fair import Voices, voices_of
from trellis.practice.meetings.words import Inclusion, MeetingFunction


@pytest.mark.parametrize(
    ("turns", "voices"),
    [
        ([], None),
        ([4, 1], None),
        ([0, 0, 0], Voices(3, 0, 0)),
        ([1, 0, 0], Voices(3, 1, 1)),
        ([2, 2, 2], Voices(3, 3, 2)),
        ([9, 1, 1, 1], Voices(4, 4, 1)),
        ([3, 3, 3, 3], Voices(4, 4, 2)),
    ],
)
def test_S2_42_a_balance_names_nobody_and_needs_three(turns: list[int], voices: Voices | None) -> None:
    assert voices_of(turns) == voices


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def holds(person: Person, meeting: Meeting, function: MeetingFunction) -> None:
    FunctionHolder.objects.create(
        meeting=meeting, function=function, person=person, given_at=meeting.starts_at
    )


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Ana, Ben and Rosa are there; Ben observes the process."""
    meeting = planned_meeting(cast)
    arrange_inclusion(by=cast.ana, meeting=meeting, arranged=Arranged([Inclusion.AIRTIME]))
    running.start_meeting(by=cast.ana, meeting=meeting)
    joining.join_meeting(by=cast.ben, meeting=meeting)
    joining.join_as_guest(meeting=meeting, name="Rosa")
    FunctionHolder.objects.filter(meeting=meeting).delete()
    holds(cast.ben, meeting, MeetingFunction.PROCESS_OBSERVER)
    meeting.refresh_from_db()
    return meeting


def seat(meeting: Meeting, name: str) -> str:
    rows = Attendance.objects.filter(meeting=meeting)
    return next(
        row.public_id for row in rows if name in (row.guest_name, row.person and row.person.given_name)
    )


def test_S2_42_the_observer_taps_and_everybody_reads_a_sentence_without_names(
    cast: Cast, meeting: Meeting
) -> None:
    ana, ben = signed_in(cast.ana), signed_in(cast.ben)
    url, room = (
        reverse("count-turn", args=[meeting.public_id]),
        reverse("open-meeting", args=[meeting.public_id]),
    )
    before = JournalEntry.objects.count()
    for name in ("Ana", "Ana", "Rosa"):
        assert ben.post(url, {"who": seat(meeting, name)}).status_code == 303
    assert JournalEntry.objects.count() == before, "who spoke is nobody's history"
    said = "Heard so far: 2 of 3. 1 of 3 took half of the turns."
    for client in (ana, ben):
        for name in ("open-meeting", "phone", "projector", "wrap-meeting"):
            assert said in client.get(reverse(name, args=[meeting.public_id])).content.decode(), name
    assert seat(meeting, "Rosa") in ben.get(room).content.decode()
    assert url not in ana.get(room).content.decode(), "names to tap are the observer's alone"
    assert ana.post(url, {"who": seat(meeting, "Ben")}).status_code == 403
    piece = ben.post(url, {"who": seat(meeting, "Ben")}, headers={"hx-request": "true"}).content.decode()
    assert "Everybody was heard." in piece
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True)
    assert not Attendance.objects.exclude(turns=0).exists(), "forgotten when the meeting ends"


def test_nothing_is_counted_where_the_team_did_not_ask_for_it(cast: Cast, meeting: Meeting) -> None:
    count_turn(by=cast.ben, meeting=meeting, who=seat(meeting, "Ana"))
    with pytest.raises(NotFound):
        count_turn(by=cast.ben, meeting=meeting, who="nobody")
    with pytest.raises(NotFound):
        count_turn(by=cast.pat, meeting=meeting, who=seat(meeting, "Ana"))
    holds(cast.ana, meeting, MeetingFunction.FACILITATOR)
    with pytest.raises(Refused):
        count_turn(by=cast.ana, meeting=meeting, who=seat(meeting, "Ben"))
    FunctionHolder.objects.filter(function=MeetingFunction.PROCESS_OBSERVER).delete()
    count_turn(by=cast.ana, meeting=meeting, who=seat(meeting, "Ben"))
    arrange_inclusion(by=cast.ana, meeting=meeting, arranged=Arranged())
    with pytest.raises(Conflict):
        count_turn(by=cast.ana, meeting=meeting, who=seat(meeting, "Ben"))
    page = signed_in(cast.ana).get(reverse("open-meeting", args=[meeting.public_id])).content.decode()
    assert "Heard so far" not in page
