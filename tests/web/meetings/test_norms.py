"""The pages of living norms: taps at the end, how they are kept, repair, renewal."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.house.matrix.world import signed_in
from tests.practice.meetings.test_norms import NORMS, charter, running_meeting
from trellis.people.communities.operations import agree_norms
from trellis.people.places.models import SchoolYear, Term
from trellis.practice.meetings.models import MeetingDecision, NormRepair, NormTap
from trellis.practice.meetings.operations import norms, recording


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    agree_norms(
        by=cast.ana, community=cast.grade_4, texts=NORMS, agreed_on=timezone.localdate() - timedelta(50)
    )
    return cast


def test_S2_40_taps_at_the_end_and_the_page_of_the_team(cast: Cast) -> None:
    meeting = running_meeting(cast, people=5)
    client = signed_in(cast.ben)
    wrap, kept = (
        reverse("wrap-meeting", args=[meeting.public_id]),
        reverse("norms-kept", args=[cast.grade_4.public_id]),
    )
    page = client.get(wrap).content.decode()
    assert "Did we keep our norms?" in page
    assert NORMS[2] in page
    tap = reverse("tap-norms", args=[meeting.public_id])
    data = {"norm-1": "4", "norm-2": "2", "norm-3": "3", "screen": "wrap"}
    assert client.post(tap, {"norm-1": "4"}).status_code == 422
    piece = client.post(tap, data, headers={"hx-request": "true"})
    assert "They stand without your name" in piece.content.decode()
    assert client.post(tap, data).status_code == 409
    for person in (cast.ana, cast.cleo, cast.pat, cast.dee):
        norms.tap_norms(by=person, meeting=meeting, taps=[4, 2, 3])
    assert "too few to show" in client.get(kept).content.decode()
    recording.finish_meeting(by=cast.ana, meeting=meeting, skip=True)
    page = client.get(kept).content.decode()
    assert "100 % of 5 taps" in page
    assert "0 % of 5 taps" in page
    assert NormTap.objects.count() == 15


def test_repair_is_agreed_and_looked_at_on_the_page_and_in_the_room(cast: Cast) -> None:
    client = signed_in(cast.ana)
    kept = reverse("norms-kept", args=[cast.grade_4.public_id])
    norm = cast.grade_4.norms.order_by("position")[0]
    agree = reverse("agree-repair", args=[cast.grade_4.public_id])
    assert client.post(agree, {"norm": norm.pk}).status_code == 422
    data = {"norm": norm.pk, "sentence": "We close the door at 1:30.", "after_meetings": 1}
    assert client.post(agree, data).status_code == 303
    assert b"We close the door at 1:30." in client.get(kept).content
    repair = NormRepair.objects.get()
    look = reverse("look-at-repair", args=[cast.grade_4.public_id, repair.public_id])
    assert client.post(look, {"outcome": "better"}).status_code == 409
    recording.finish_meeting(by=cast.ana, meeting=running_meeting(cast), skip=True)
    room = reverse("open-meeting", args=[running_meeting(cast).public_id])
    assert b"Look again: is it better?" in client.get(room).content
    assert client.post(look, {"outcome": "better"}).status_code == 303
    assert b"Look again: is it better?" not in client.get(room).content
    assert b"Better: we keep doing it" in client.get(kept).content


def test_renewal_is_asked_for_on_today_and_in_the_room_and_put_to_the_team(cast: Cast) -> None:
    today = timezone.localdate()
    client, ben = signed_in(cast.ana), signed_in(cast.ben)
    Term.objects.create(
        school_year=SchoolYear.objects.get(), name="Spring", starts_on=today, ends_on=today + timedelta(90)
    )
    charter(cast)
    line = b"Grade 4 team agrees again on its norms"
    assert line in client.get(reverse("today")).content
    assert line not in ben.get(reverse("today")).content, "one of the team is reminded, not all"
    meeting = running_meeting(cast)
    room = reverse("open-meeting", args=[meeting.public_id])
    assert b"It is time to agree again" in client.get(room).content
    renew = reverse("renew-norms", args=[meeting.public_id])
    assert NORMS[3] in client.get(renew).content.decode()
    assert client.post(renew, {"texts": "A\nA"}).status_code == 422
    response = client.post(renew, {"texts": "We ask first.", "keeps_charter": "on"})
    assert response.status_code == 303
    decision = MeetingDecision.objects.get()
    assert "We ask first." in decision.text
    assert "charter" in decision.text
    page = client.get(room).content
    assert b"It is time to agree again" not in page
    assert b"5: I will lead it" in page
    assert line not in client.get(reverse("today")).content
