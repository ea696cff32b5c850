"""Agenda and record as PDF, for those who read them as pages."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.world import planned_meeting
from tests.web.paper.test_pdf import parts_of, tags_of
from trellis.practice.library.operations import load_content
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.operations.agenda import write_purpose
from trellis.practice.meetings.operations.filling import fill_agenda
from trellis.practice.meetings.operations.promising import make_promise
from trellis.practice.meetings.operations.recording import amend_record, finish_meeting
from trellis.practice.meetings.operations.running import start_meeting
from trellis.practice.meetings.queries.record import content_of
from trellis.web.meetings.record_view import record_view


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    load_content()
    meeting = planned_meeting(cast)
    fill_agenda(by=cast.ana, meeting=meeting)
    write_purpose(by=cast.ana, meeting=meeting, purpose="Read slips", product="Two facts")
    return meeting


def held(cast: Cast, meeting: Meeting) -> None:
    start_meeting(by=cast.ana, meeting=meeting, now=meeting.starts_at)
    make_promise(
        by=cast.ana,
        meeting=meeting,
        text="cuts strips",
        who=cast.ben.public_id,
        due_on=meeting.ends_at.date(),
        now=meeting.starts_at,
    )
    finish_meeting(by=cast.ana, meeting=meeting, skip=True, now=meeting.ends_at)


@pytest.mark.parametrize("name", ["agenda-pdf", "record-pdf"])
def test_S0_34_the_file_opens_for_those_who_read_the_page(cast: Cast, meeting: Meeting, name: str) -> None:
    held(cast, meeting)
    url = reverse(name, args=[meeting.public_id])
    response = signed_in(cast.ben).get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].endswith('.pdf"')
    assert {"H1", "Table", "TH"} <= tags_of(response.content)
    for outsider in (cast.pat, cast.cleo, cast.dee, cast.eli):
        assert signed_in(outsider).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_a_record_that_does_not_exist_yet_is_no_file(cast: Cast, meeting: Meeting) -> None:
    assert signed_in(cast.ana).get(reverse("record-pdf", args=[meeting.public_id])).status_code == 404


def test_headings_are_in_the_readers_language(cast: Cast, meeting: Meeting) -> None:
    held(cast, meeting)
    cast.ben.language = "es"
    cast.ben.save()
    clear = parts_of(signed_in(cast.ben).get(reverse("record-pdf", args=[meeting.public_id])).content)
    assert b"/Lang (es" in clear or b"/Lang(es" in clear


def test_an_earlier_version_is_its_own_file(cast: Cast, meeting: Meeting) -> None:
    held(cast, meeting)
    amend_record(
        by=cast.ben, meeting=meeting, amendment="We also thanked Keiko for the strips she cut for us all."
    )
    ana, url = signed_in(cast.ana), reverse("record-pdf", args=[meeting.public_id])
    first, newest = ana.get(f"{url}?version=1").content, ana.get(url).content
    assert tags_of(first) <= tags_of(newest)
    assert first != newest
    page = ana.get(reverse("record", args=[meeting.public_id])).content.decode()
    assert f"{url}?version=2" in page


def test_a_value_stands_in_the_record_as_it_does_on_the_chart(meeting: Meeting) -> None:
    points = [{"on": "2026-11-19", "value": "55.4348", "whole": 92}]
    seen = {"cycle": "Fractions", "goal": "", "measure": "Slip", "unit": "percent", "points": points}
    view = record_view(content_of(meeting, "") | {"evidence": seen}, meeting.time_zone)
    assert view.measured == "Slip: 55 % on November 19, the only value at the time."
