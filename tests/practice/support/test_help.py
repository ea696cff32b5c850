"""Help between teams: who is asked, who answers, who is told; thanks that nobody counts (S0-13)."""

import pytest

from tests.cast import Cast
from tests.practice.meetings.world import planned_meeting
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.words import Relation
from trellis.people.accounts.models import Person
from trellis.people.notices.models import Notice
from trellis.practice.meetings.models import Thanks
from trellis.practice.meetings.operations import hosting, running
from trellis.practice.meetings.operations.thanking import say_thanks
from trellis.practice.meetings.queries.thanks import helpers_in, thanks_in, thanks_to, thanks_to_teams
from trellis.practice.support.models import HelpAsk
from trellis.practice.support.operations import answer_ask, ask_for_help, close_ask, thank_for_answer
from trellis.practice.support.queries import (
    answers_of,
    asks_around,
    asks_seen,
    own_teams,
    reads_ask,
    who_can_see_ask,
)
from trellis.practice.support.rules import may_answer, may_read_ask
from trellis.practice.support.words import Reach

R = Relation


@pytest.mark.parametrize(
    ("relations", "reach", "to_leaders", "reads"),
    [
        ({R.MEMBER}, Reach.SCHOOL, False, True),
        ({R.MEMBER, R.SCHOOL_LEADER}, Reach.SCHOOL, False, True),
        ({R.SCHOOL_STAFF}, Reach.SCHOOL, False, True),
        ({R.DISTRICT_STAFF}, Reach.SCHOOL, False, False),
        ({R.DISTRICT_STAFF}, Reach.DISTRICT, False, True),
        ({R.SCHOOL_STAFF, R.SCHOOL_LEADER}, Reach.SCHOOL, False, False),
        ({R.SCHOOL_STAFF, R.SCHOOL_LEADER}, Reach.SCHOOL, True, True),
        ({R.DISTRICT_STAFF, R.DISTRICT_LEADER}, Reach.DISTRICT, False, False),
        ({R.DISTRICT_STAFF, R.DISTRICT_LEADER}, Reach.SCHOOL, True, False),
        ({R.DISTRICT_STAFF, R.DISTRICT_LEADER}, Reach.DISTRICT, True, True),
        ({R.FAMILY}, Reach.DISTRICT, True, False),
        ({R.PARTNER, R.ANYONE}, Reach.DISTRICT, True, False),
        ({R.GUEST_MEMBER}, Reach.DISTRICT, True, False),
        ({R.OTHER_DISTRICT}, Reach.DISTRICT, True, False),
    ],
)
def test_who_is_asked_reads_it(relations: set[Relation], reach: Reach, to_leaders: bool, reads: bool) -> None:
    assert may_read_ask(relations, reach=reach, to_leaders=to_leaders) is reads


def test_others_answer_while_it_is_open() -> None:
    base = {"reads": True, "is_member": False, "in_own_team": True, "is_closed": False}
    assert may_answer(**base)
    for change in ({"reads": False}, {"is_member": True}, {"in_own_team": False}, {"is_closed": True}):
        assert not may_answer(**(base | change))


pytestmark = pytest.mark.django_db


def asked(cast: Cast, **more: object) -> HelpAsk:
    return ask_for_help(by=cast.ana, community=cast.grade_4, topic="Comparing fractions", **more)  # type: ignore[arg-type]


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("id").values_list("kind", flat=True))


def test_the_list_equals_the_door_row_by_row(cast: Cast) -> None:
    asks = [asked(cast, reach=reach, to_leaders=leaders) for reach in Reach for leaders in (False, True)]
    asks.append(ask_for_help(by=cast.cleo, community=cast.grade_5, topic="Ours"))
    people = [cast.ana, cast.ben, cast.cleo, cast.pat, cast.dee, cast.eli]
    for person in people:
        assert set(asks_seen(by=person)) == {ask for ask in asks if reads_ask(person, ask)}, person
    assert set(asks_around(by=cast.ana)) == {asks[-1]}
    assert set(asks_around(by=cast.cleo, place=cast.lincoln)) == set(asks[:-1])
    assert not asks_around(by=cast.cleo, place=cast.washington)


def test_members_ask_and_nobody_else(cast: Cast) -> None:
    for outside in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            ask_for_help(by=outside, community=cast.grade_4, topic="Spying")
    with pytest.raises(Invalid):
        ask_for_help(by=cast.ana, community=cast.grade_4, topic="  ")


def test_S0_13_another_team_answers_and_both_teams_are_told(cast: Cast) -> None:
    ask = asked(cast)
    team = cast.grade_5.public_id
    for person, error in ((cast.eli, NotFound), (cast.pat, NotFound), (cast.ben, Refused)):
        with pytest.raises(error):
            answer_ask(by=person, ask=ask, community=team, text="Me")
    with pytest.raises(Invalid):
        answer_ask(by=cast.cleo, ask=ask, community=team, text=" ")
    with pytest.raises(Refused):
        answer_ask(by=cast.cleo, ask=ask, community=cast.grade_4.public_id, text="For them")
    answer = answer_ask(by=cast.cleo, ask=ask, community=team, text="Folded strips. Come on Tuesday.")
    for person in (cast.ana, cast.ben):
        assert "help.answered" in told(person)
        assert answers_of(ask, by=person) == [answer]
    assert answers_of(ask, by=cast.cleo) == [answer]
    assert "help.answered" not in told(cast.pat)
    with pytest.raises(Refused):
        close_ask(by=cast.cleo, ask=ask)
    close_ask(by=cast.ben, ask=ask)
    assert told(cast.cleo)[-1] == "help.closed"
    assert not asks_around(by=cast.cleo)
    with pytest.raises(Conflict):
        answer_ask(by=cast.cleo, ask=ask, community=team, text="Late")


def test_what_others_answered_is_between_the_two_teams(cast: Cast) -> None:
    ask = asked(cast, reach=Reach.DISTRICT, to_leaders=True)
    answer_ask(by=cast.cleo, ask=ask, community=cast.grade_5.public_id, text="Strips")
    assert reads_ask(cast.dee, ask)
    assert answers_of(ask, by=cast.dee) == []
    assert answers_of(ask, by=cast.pat) == []


def test_S0_34_the_chip_says_whom_the_team_asked(cast: Cast) -> None:
    quiet = who_can_see_ask(asked(cast))
    assert quiet.sentence == "Seen by the staff of Lincoln Elementary. Leaders do not read it."
    assert any(line.startswith("Principal") for line in quiet.never)
    wide = who_can_see_ask(asked(cast, reach=Reach.DISTRICT, to_leaders=True))
    assert wide.sentence == "Seen by the staff of the district. Leaders read it too."
    assert not any(line.startswith(("Principal", "District")) for line in wide.never)


def test_S0_13_thanks_reach_the_person_and_their_team_only_if_the_teller_says_so(cast: Cast) -> None:
    ask = asked(cast)
    answer = answer_ask(by=cast.cleo, ask=ask, community=cast.grade_5.public_id, text="Strips")
    with pytest.raises(Refused):
        thank_for_answer(by=cast.cleo, answer=answer, text="Me", to_team=True)
    with pytest.raises(Invalid):
        thank_for_answer(by=cast.ana, answer=answer, text=" ", to_team=True)
    quiet = thank_for_answer(by=cast.ana, answer=answer, text="For the strips", to_team=False)
    loud = thank_for_answer(by=cast.ben, answer=answer, text="For your time", to_team=True)
    assert list(thanks_to(cast.cleo)) == [loud, quiet]
    assert told(cast.cleo).count("thanks.said") == 2
    assert (quiet.team, loud.team) == (None, cast.grade_5)
    assert list(thanks_to_teams(cast.ana, own_teams(cast.ana))) == []
    assert list(thanks_to(cast.ana)) == []


def test_who_helped_is_said_in_a_meeting_to_members_and_guests(cast: Cast) -> None:
    meeting = planned_meeting(cast)
    hosting.invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.cleo)
    running.start_meeting(by=cast.ana, meeting=meeting)
    assert {person.pk for person in helpers_in(meeting)} == {cast.ana.pk, cast.ben.pk, cast.cleo.pk}
    ours = say_thanks(by=cast.ana, meeting=meeting, to=cast.ben.public_id, text="copied all sheets")
    alone = say_thanks(by=cast.ana, meeting=meeting, to=cast.ben.public_id, text="listened", to_team=False)
    guest = say_thanks(by=cast.ben, meeting=meeting, to=cast.cleo.public_id, text="came over")
    assert (ours.team, alone.team, guest.team) == (cast.grade_4, None, cast.grade_5)
    assert thanks_in(meeting) == [ours], "the record holds what our own team may read"
    assert thanks_in(meeting, by=cast.ben) == [ours, alone, guest]
    assert thanks_in(meeting, by=cast.ana) == [ours, alone]
    for wrong in (cast.pat.public_id, cast.ana.public_id):
        with pytest.raises(Invalid):
            say_thanks(by=cast.ana, meeting=meeting, to=wrong, text="x")
    assert Thanks.objects.count() == 3
