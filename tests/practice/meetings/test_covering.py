"""Cover for a class so that its teacher can come: who is free, asked, yes or no (S4-39)."""

from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, _person, make_cast
from tests.house.matrix.world import signed_in
from trellis.evidence.roster.models import SchoolClass, Teaching
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.notices.models import Notice
from trellis.people.places.models import BellPeriod
from trellis.practice.meetings.models import CoverAsk, Meeting
from trellis.practice.meetings.operations.covering import answer_cover, ask_for_cover, withdraw_cover
from trellis.practice.meetings.operations.hosting import invite_to_meeting
from trellis.practice.meetings.operations.recording import finish_meeting
from trellis.practice.meetings.operations.running import start_meeting
from trellis.practice.meetings.operations.scheduling import Slot, schedule_meeting
from trellis.practice.meetings.queries.covering import cover_of, covers_asked, free_colleagues
from trellis.practice.meetings.work import forget_old_covers


def teaches(cast: Cast, person: Person, periods: str) -> None:
    lesson = SchoolClass.objects.create(school=cast.lincoln, title="Math", periods=periods)
    Teaching.objects.create(school_class=lesson, person=person)


def next_tuesday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=(1 - today.weekday()) % 7 or 7)


@pytest.fixture
def cast(db: None) -> Cast:
    """Two periods; Ana and Cleo teach in the second, Ben in the first."""
    cast = make_cast()
    for name, begins in (("P1", time(8)), ("P2", time(9))):
        BellPeriod.objects.create(
            organization=cast.lincoln, name=name, begins=begins, ends=begins.replace(minute=50)
        )
    teaches(cast, cast.ana, "P2")
    teaches(cast, cast.ben, "P1")
    teaches(cast, cast.cleo, "P2")
    return cast


@pytest.fixture
def mel(cast: Cast) -> Person:
    """Teaches in the first period alone."""
    mel = _person("Mel", "Free", Role.SPECIALIST, cast.lincoln, timezone.localdate())
    teaches(cast, mel, "P1")
    return mel


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """In the second period."""
    slot = Slot(next_tuesday(), time(9), 45)
    return schedule_meeting(by=cast.ana, community=cast.grade_4, title="Fractions talk", slot=slot)


def test_S4_39_who_teaches_then_and_who_is_free_by_name(cast: Cast, mel: Person, meeting: Meeting) -> None:
    (line,) = cover_of(meeting)
    assert (line.member, list(line.lessons), line.taken_by) == (cast.ana, ["P2"], None)
    found = [(one.person, one.is_known) for one in free_colleagues(meeting, cast.ana)]
    # Cleo teaches then, Ben meets too, Dee works at the district, Eli is a parent
    assert found == [(mel, True), (cast.pat, False)]
    schedule_meeting(
        by=cast.cleo, community=cast.grade_5, title="Other", slot=Slot(next_tuesday(), time(9), 45)
    )
    cast.grade_5.memberships.create(person=mel, starts_on=timezone.localdate())
    assert [one.person for one in free_colleagues(meeting, cast.ana)] == [cast.pat], "Mel meets elsewhere"


def test_S4_39_a_colleague_says_yes_and_the_team_reads_it(cast: Cast, mel: Person, meeting: Meeting) -> None:
    ask = ask_for_cover(by=cast.ana, meeting=meeting, person=mel.public_id, message="Room 12")
    assert [one.pk for one in covers_asked(mel)] == [ask.pk]
    assert (ask.lesson, Notice.objects.get(person=mel).kind) == ("P2", "cover.asked")
    second = ask_for_cover(by=cast.ana, meeting=meeting, person=cast.pat.public_id)
    with pytest.raises(Conflict):
        ask_for_cover(by=cast.ana, meeting=meeting, person=mel.public_id)
    answer_cover(by=mel, ask=ask, takes_it=True)
    assert cover_of(meeting)[0].taken_by == mel
    assert covers_asked(mel) == []
    with pytest.raises(Conflict):
        answer_cover(by=cast.pat, ask=second, takes_it=True)
    answer_cover(by=cast.pat, ask=second, takes_it=False)
    with pytest.raises(Conflict):
        ask_for_cover(by=cast.ana, meeting=meeting, person=cast.pat.public_id)
    answer_cover(by=mel, ask=ask, takes_it=False)
    assert cover_of(meeting)[0].taken_by is None
    told = list(Notice.objects.filter(person=cast.ana).order_by("id").values_list("kind", flat=True))
    assert told == ["cover.yes", "cover.no", "cover.no"]


def test_S4_39_what_is_not_needed_any_more_is_taken_back(cast: Cast, mel: Person, meeting: Meeting) -> None:
    ask = ask_for_cover(by=cast.ana, meeting=meeting, person=mel.public_id)
    with pytest.raises(NotFound):
        withdraw_cover(by=mel, ask=ask)
    withdraw_cover(by=cast.ana, ask=ask)
    assert Notice.objects.filter(person=mel, kind="cover.withdrawn").exists()
    with pytest.raises(Conflict):
        answer_cover(by=mel, ask=ask, takes_it=True)
    again = ask_for_cover(by=cast.ana, meeting=meeting, person=mel.public_id)
    assert (again.pk, again.state) == (ask.pk, "asked")


def test_a_year_after_the_meeting_nobody_knows_who_was_asked(
    cast: Cast, mel: Person, meeting: Meeting
) -> None:
    ask_for_cover(by=cast.ana, meeting=meeting, person=mel.public_id)
    assert forget_old_covers(meeting.ends_at + timedelta(days=364)) == 0
    assert forget_old_covers(meeting.ends_at + timedelta(days=366)) == 1
    assert not CoverAsk.objects.exists()


def test_members_ask_for_themselves_and_only_those_who_are_free(
    cast: Cast, mel: Person, meeting: Meeting
) -> None:
    for busy in (cast.cleo, cast.ben, cast.eli, cast.dee):
        with pytest.raises(Invalid):
            ask_for_cover(by=cast.ana, meeting=meeting, person=busy.public_id)
    for outside in (cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            ask_for_cover(by=outside, meeting=meeting, person=mel.public_id)
    invite_to_meeting(by=cast.ana, meeting=meeting, person=cast.cleo)
    with pytest.raises(Refused):
        ask_for_cover(by=cast.cleo, meeting=meeting, person=mel.public_id)
    start_meeting(by=cast.ana, meeting=meeting)
    finish_meeting(by=cast.ana, meeting=meeting, skip=True)
    with pytest.raises(Conflict):
        ask_for_cover(by=cast.ana, meeting=meeting, person=mel.public_id)


def test_S4_39_from_the_page_of_the_team_to_the_answer_of_the_colleague(
    cast: Cast, mel: Person, meeting: Meeting
) -> None:
    ana, page = signed_in(cast.ana), reverse("cover", args=[meeting.public_id])
    shown = ana.get(page).content.decode()
    assert "teaches period P2" in shown
    assert "Nobody was asked yet" in shown
    assert page in ana.get(reverse("open-meeting", args=[meeting.public_id])).content.decode()
    form = {"person": mel.public_id, "message": "They know the routine."}
    assert ana.post(reverse("ask-for-cover", args=[meeting.public_id]), form).status_code == 303
    ask = CoverAsk.objects.get()
    answer, colleague = reverse("answer-cover", args=[ask.public_id]), signed_in(mel)
    asked = colleague.get(answer).content.decode()
    assert "Ana Reyes asks: can you take the class?" in asked
    assert "They know the routine." in asked
    assert meeting.title not in asked, "nothing of the meeting but when it is"
    assert answer in colleague.get(reverse("today")).content.decode()
    assert colleague.get(page).status_code == 404
    for outside in (cast.ben, cast.pat, cast.dee, cast.cleo):
        assert signed_in(outside).get(answer).status_code == 404
        assert signed_in(outside).post(answer, {"answer": "yes"}).status_code == 404
    assert colleague.post(answer, {"answer": "yes"}).status_code == 303
    assert "Mel Free takes the class" in signed_in(cast.ben).get(page).content.decode()
    assert answer not in colleague.get(reverse("today")).content.decode()
    assert ana.post(reverse("withdraw-cover", args=[ask.public_id])).status_code == 303
    assert "There is nothing to answer any more." in colleague.get(answer).content.decode()
    assert Client().get(answer).status_code == 302


def test_S4_39_those_who_are_free_for_certain_come_first_and_many_are_found_by_name(
    cast: Cast, mel: Person, meeting: Meeting
) -> None:
    ana, page = signed_in(cast.ana), reverse("cover", args=[meeting.public_id])
    shown = ana.get(page).content.decode()
    assert shown.index("Mel Free") < shown.index("1 colleague whose lessons are not known")
    assert shown.index("1 colleague whose lessons are not known") < shown.index("Pat Owens")
    assert "<details><summary>1 colleague" in shown, "folded away, as one is free for certain"
    assert 'role="search"' not in shown, "two are no crowd"
    found = ana.get(page, {"name": "owens"}).content.decode()
    assert "<details open><summary>1 colleague" in found
    assert "Mel Free" not in found
    assert "Nobody of this name is free then." in ana.get(page, {"name": "Cleo"}).content.decode()
    for number in range(12):
        _person("Max", f"Helper {number}", Role.TEACHER, cast.lincoln, timezone.localdate())
    assert 'role="search"' in ana.get(page).content.decode()
    assert "No lesson of yours is known then." in signed_in(cast.ben).get(page).content.decode()
