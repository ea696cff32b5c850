"""A new member: the pack on one page and on paper, and the welcome on Today."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, _person, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting, tomorrow
from tests.practice.world import planned, started
from tests.web.paper.test_pdf import tags_of
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Membership, Norm
from trellis.people.communities.words import Function
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.operations.deciding import (
    close_decision,
    propose_decision,
    speak_to_decision,
)
from trellis.practice.meetings.operations.promising import make_promise
from trellis.practice.meetings.operations.recording import finish_meeting
from trellis.practice.meetings.operations.running import start_meeting
from trellis.practice.meetings.words import DecisionMethod


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def jordan(cast: Cast) -> Person:
    """Came into the team three days ago."""
    since = timezone.localdate() - timedelta(days=3)
    person = _person("Jordan", "Moss", Role.TEACHER, cast.lincoln, since)
    Membership.objects.create(community=cast.grade_4, person=person, starts_on=since)
    return person


def held(cast: Cast, weeks_ago: int, decision: str) -> Meeting:
    """A meeting of the past with one decision."""
    meeting = planned_meeting(cast, on=timezone.localdate() - timedelta(weeks=weeks_ago))
    meeting = start_meeting(by=cast.ana, meeting=meeting, now=meeting.starts_at)
    row = propose_decision(by=cast.ana, meeting=meeting, text=decision, method=DecisionMethod.CONSENT)
    for person in (cast.ana, cast.ben):
        speak_to_decision(by=person, decision=row, choice="consent")
    close_decision(by=cast.ana, decision=row)
    make_promise(
        by=cast.ana,
        meeting=meeting,
        text=f"copies sheets for “{decision}”",
        who=cast.ben.public_id,
        due_on=timezone.localdate(),
    )
    finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=meeting.ends_at)
    return meeting


def pack(client: Client, cast: Cast) -> str:
    response = client.get(reverse("welcome-pack", args=[cast.grade_4.public_id]))
    assert response.status_code == 200
    return response.content.decode()


def test_S0_13_a_new_member_reads_how_names_are_said(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    form = {"language": "en", "said_as": "AH-nah", "pronouns": "she/her", "good_at": "fractions"}
    assert ana.post(reverse("change-profile"), form).status_code == 303
    assert 'value="AH-nah"' in ana.get(reverse("change-profile")).content.decode()
    ben = signed_in(cast.ben)
    team = ben.get(reverse("open-community", args=[cast.grade_4.public_id])).content.decode()
    for page in (pack(ben, cast), team):
        assert "Said as: AH-nah. she/her. Good at: fractions." in page
    outside = signed_in(cast.eli).get(reverse("open-community", args=[cast.grade_4.public_id]))
    assert "AH-nah" not in outside.content.decode()


def test_S0_13_one_page_says_what_a_new_member_needs(cast: Cast) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    Norm.objects.create(
        community=cast.grade_4, text="We describe before we judge.", position=1, agreed_on=tomorrow()
    )
    for weeks, text in (
        (4, "An old one."),
        (3, "Strips first."),
        (2, "Slips on Thursday."),
        (1, "Talks daily."),
    ):
        held(cast, weeks, text)
    coming = planned_meeting(cast)
    page = pack(signed_in(cast.ben), cast)
    for words in (
        "Strips first.",
        "Slips on Thursday.",
        "Talks daily.",
        "We describe before we judge.",
        "copies sheets for “Strips first.”",
        "step 1 of 5, Name the problem",
        "Number-line talk",
        "Grade 4 students",
        reverse("open-meeting", args=[coming.public_id]),
        reverse("road-map", args=[cycle.public_id]),
    ):
        assert words in page, words
    assert ": An old one." not in page, "the last three meetings only"
    paper = signed_in(cast.ben).get(reverse("welcome-pack-pdf", args=[cast.grade_4.public_id]))
    assert paper["Content-Type"] == "application/pdf"
    assert {"H1", "L", "LI"} <= tags_of(paper.content)


def test_a_team_that_has_written_nothing_yet_has_a_page_too(cast: Cast) -> None:
    page = pack(signed_in(cast.ben), cast)
    assert "No cycle is running now." in page
    assert "Not written yet." in page


@pytest.mark.parametrize("name", ["welcome-pack", "welcome-pack-pdf"])
def test_S0_34_the_pack_is_for_members(cast: Cast, name: str) -> None:
    url = reverse(name, args=[cast.grade_4.public_id])
    for outsider in (cast.pat, cast.cleo, cast.dee, cast.eli):
        assert signed_in(outsider).get(url).status_code == 404


def today(person: Person) -> str:
    return signed_in(person).get(reverse("today")).content.decode()


def test_S0_13_a_new_member_is_welcomed_on_today_for_the_first_weeks(cast: Cast, jordan: Person) -> None:
    url = reverse("welcome-pack", args=[cast.grade_4.public_id])
    page = today(jordan)
    assert "Welcome to Grade 4 team" in page
    assert url in page
    assert "Ana Reyes" in page, "whom to ask"
    assert url not in today(cast.ben), "who was there from the start is not new"
    Membership.objects.filter(person=jordan).update(starts_on=timezone.localdate() - timedelta(days=28))
    assert url not in today(jordan)


def test_guests_and_people_of_a_new_team_are_not_welcomed(cast: Cast, jordan: Person) -> None:
    Membership.objects.filter(community=cast.grade_4).update(starts_on=timezone.localdate())
    assert "Welcome to Grade 4 team" not in today(jordan), "the whole team is new"
    Membership.objects.filter(person=cast.ana).update(starts_on=timezone.localdate() - timedelta(days=60))
    assert "Welcome to Grade 4 team" in today(jordan)
    Membership.objects.filter(person=jordan).update(function=Function.GUEST)
    assert "Welcome to Grade 4 team" not in today(jordan)
