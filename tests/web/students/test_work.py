"""Pages of student work."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.students.test_work import png
from tests.practice.students.world import answered
from trellis.practice.students.models import WorkSample


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
    assert "Item 7: Bigger bottom number" in ana.get(table).content.decode()
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
