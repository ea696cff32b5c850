"""The page on which a team says how it will know, and what the pages say at the end."""

from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.practice.cycles.studies import cycle_in_use, story_for, windows
from tests.practice.cycles.test_studying import EARLY
from trellis.practice.cycles.models import StudyDesign
from trellis.practice.cycles.operations.studying import write_study_design
from trellis.practice.cycles.words import Audience, StudyKind

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def as_(client: Client, person: object) -> Client:
    client.force_login(person, backend=BACKEND)  # type: ignore[arg-type]
    return client


def test_S0_28_written_down_then_said_beside_the_prediction(client: Client, cast: Cast) -> None:
    fall, now = windows(cast)
    cycle = cycle_in_use(cast)
    as_(client, cast.ana)
    page = reverse("write-study-design", args=[cycle.public_id])
    board = reverse("open-cycle", args=[cycle.public_id])
    assert "Nobody has written down yet what you compare." in client.get(board).content.decode()
    assert "District math" in client.get(page).content.decode()
    assert client.post(page, {"kind": "pre_post"}).status_code == 422
    sent = {"kind": "pre_post", "before": fall.public_id, "after": now.public_id}
    assert client.post(page, sent).status_code == 303
    StudyDesign.objects.update(written_at=EARLY)
    for address in (board, reverse("decide-cycle", args=[cycle.public_id])):
        content = client.get(address).content.decode()
        for words in (
            "It was used for 100 % of what you planned.",
            "10 students scored",
            "From 10 students. “Plausible” means 95 %.",
            "This is tier 4",
            "10 of 11 students have both results",
            "To families: Students can do more than before.",
        ):
            assert words.replace("’", "&#x27;") in content, (address, words)
    message = client.get(reverse("tell-families", args=[cycle.public_id])).content.decode()
    assert "Students can do more than before." in message
    assert "Los estudiantes pueden hacer" in message


def test_leaders_read_the_product_and_the_public_reads_no_number(client: Client, cast: Cast) -> None:
    fall, now = windows(cast)
    cycle = cycle_in_use(cast)
    write_study_design(
        by=cast.ana,
        cycle=cycle,
        kind=StudyKind.PRE_POST,
        before=fall.public_id,
        after=now.public_id,
        now=EARLY,
    )
    for person in (cast.pat, cast.dee, cast.cleo):
        content = as_(client, person).get(reverse("open-cycle", args=[cycle.public_id])).content.decode()
        assert "students scored" not in content
        assert "Students can do more" not in content
        assert client.get(reverse("write-study-design", args=[cycle.public_id])).status_code == 404
    story = story_for(cast, cycle, Audience.PUBLIC)
    address = reverse("story", args=[story.public_id])
    client.logout()
    assert "Students can do more than before." in client.get(address).content.decode()
    as_(client, cast.eli)
    assert "Los estudiantes pueden hacer" in client.get(address).content.decode()
