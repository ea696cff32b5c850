"""Pages of student work."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.students.test_work import png
from tests.practice.students.world import answered
from trellis.practice.students.models import WorkSample
from trellis.practice.students.operations.work import add_work_sample
from trellis.practice.students.queries.work import next_to_sort


def test_S3_31_a_picture_goes_on_the_table_into_a_pile_and_out_again(cast: Cast) -> None:
    ana, pk = signed_in(cast.ana), answered(cast).public_id
    table = reverse("work-samples", args=[pk])
    assert "Nothing on the table yet" in ana.get(table).content.decode()
    add = reverse("add-work-sample", args=[pk])
    for words in ({}, {"position": "7"}, {"position": "x", "picture": SimpleUploadedFile("a.png", png())}):
        assert ana.post(add, words).status_code == 422
    assert (
        ana.post(add, {"position": "7", "picture": SimpleUploadedFile("a.html", b"<script>")}).status_code
        == 422
    )
    sent = {"position": "7", "picture": SimpleUploadedFile("a.png", png()), "pile": "Bigger bottom number"}
    assert ana.post(add, sent).status_code == 303
    piece = WorkSample.objects.get()
    assert "Item 7 – Bigger bottom number" in ana.get(table).content.decode()
    picture = ana.get(reverse("show-work-sample", args=[piece.public_id]))
    assert picture["Content-Type"] == "image/png"
    assert picture["Content-Disposition"].startswith("attachment")
    assert picture["X-Content-Type-Options"] == "nosniff"
    for name, words in (
        ("pile-work-sample", {"pile": "Close", "note": "Draws"}),
        ("pin-work-sample", {}),
        ("score-work", {"points": "2"}),
    ):
        assert ana.post(reverse(name, args=[piece.public_id]), words).status_code == 303
    assert ana.post(reverse("agree-on-work", args=[piece.public_id]), {"points": "2"}).status_code == 409
    ben = signed_in(cast.ben)
    assert "1 colleague scored it" in ben.get(table).content.decode()
    ben.post(reverse("score-work", args=[piece.public_id]), {"points": "1"})
    assert "worth a talk" in ben.get(table).content.decode()
    assert ben.post(reverse("agree-on-work", args=[piece.public_id]), {"points": "2"}).status_code == 303
    assert ben.post(reverse("remove-work-sample", args=[piece.public_id])).status_code == 303
    assert not WorkSample.objects.exists()


def test_nobody_outside_the_team_sees_a_picture(cast: Cast) -> None:
    pk = answered(cast).public_id
    words = {"position": "7", "picture": SimpleUploadedFile("a.png", png())}
    signed_in(cast.ana).post(reverse("add-work-sample", args=[pk]), words)
    piece = WorkSample.objects.get().public_id
    for person in (cast.cleo, cast.pat, cast.dee, cast.eli):
        client = signed_in(person)
        assert client.get(reverse("show-work-sample", args=[piece])).status_code == 404
        assert client.get(reverse("work-samples", args=[pk])).status_code == 404


def test_S3_31_sixty_pieces_are_sorted_by_one_press_each(cast: Cast) -> None:
    assessment, ana = answered(cast), signed_in(cast.ana)
    page = reverse("sort-work", args=[assessment.public_id])
    assert "Everything is sorted" in ana.get(page).content.decode()
    WorkSample.objects.bulk_create(
        WorkSample(
            assessment=assessment,
            position=7,
            picture=png(),
            picture_type="image/png",
            added_by=cast.ana,
            added_at=timezone.now(),
        )
        for _piece in range(60)
    )
    first = ana.get(page)
    assert "0 of 60 sorted" in first.content.decode()
    sample = first.context["next"].sample
    assert ana.post(page, {"sample": sample.public_id, "new": " "}).status_code == 422
    where = ana.post(page, {"sample": sample.public_id, "new": "Bigger bottom number"})["Location"]
    asked = []
    for turn in range(59):
        with CaptureQueriesContext(connection) as queries:
            shown = ana.get(where)
        asked.append(len(queries))
        found = shown.context["next"]
        assert "Bigger bottom number" in found.piles
        pile = "Bigger bottom number" if turn % 3 else "Half is near"
        where = ana.post(page, {"sample": found.sample.public_id, "pile": pile})["Location"]
    assert max(asked) == min(asked), "the last piece costs what the first did"
    assert max(asked) <= 20
    done = ana.get(where).content.decode()
    assert "60 of 60 sorted" in done
    assert not WorkSample.objects.filter(pile="").exists()
    last = where.split("last=")[1]
    assert "The last one lies on" in done
    ana.post(page, {"sample": last, "pile": ""})
    assert WorkSample.objects.get(pile="").public_id == last
    table = ana.get(reverse("work-samples", args=[assessment.public_id])).content.decode()
    assert "Sort one piece" in table


def test_a_piece_that_is_put_off_comes_again(cast: Cast) -> None:
    assessment, ana = answered(cast), signed_in(cast.ana)
    first, second = (
        add_work_sample(by=cast.ana, assessment=assessment, position=7, content=png()) for _n in range(2)
    )
    assert next_to_sort(assessment).sample == first
    assert next_to_sort(assessment, after=first.public_id).sample == second
    assert next_to_sort(assessment, after=second.public_id).sample == first
    cleo = signed_in(cast.cleo)
    page = reverse("sort-work", args=[assessment.public_id])
    assert cleo.get(page).status_code == 404
    assert ana.get(page, {"last": "nothing"}).status_code == 404
