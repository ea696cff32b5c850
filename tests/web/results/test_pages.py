"""The pages of results: from the dropped file to the picture, and who may open them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.evidence.measures.classroom import Classroom, make_classroom
from tests.evidence.measures.test_results import CSV
from trellis.evidence.measures.models import Assessment, ResultsFile

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def room(cast: Cast) -> Classroom:
    return make_classroom(cast)


@pytest.fixture
def ana_client(client: Client, cast: Cast) -> Client:
    client.force_login(cast.ana, backend=BACKEND)
    return client


def dropped(client: Client, cast: Cast, content: str = CSV) -> ResultsFile:
    url = reverse("drop-results-file", args=[cast.grade_4.public_id])
    response = client.post(url, {"file": SimpleUploadedFile("check.csv", content.encode())})
    assert response.status_code == 303
    return ResultsFile.objects.get()


def test_S0_27_from_drop_to_picture(ana_client: Client, cast: Cast, room: Classroom) -> None:
    file = dropped(ana_client, cast)
    page = reverse("open-results-file", args=[file.public_id])
    content = ana_client.get(page).content.decode()
    assert "3 rows have their student" in content
    assert "Nobody on the roster has this number or name" in content
    mend = reverse("mend-row", args=[file.public_id, 5])
    assert ana_client.post(mend, {"student": ""}).status_code == 422
    assert ana_client.post(mend, {"student": room.ours[4].public_id}).status_code == 303
    apply = reverse("apply-results-file", args=[file.public_id])
    assert ana_client.post(apply, {"title": "", "given_on": "2026-01-05"}).status_code == 422
    response = ana_client.post(apply, {"title": "Fractions check", "given_on": "2026-01-05"})
    picture = ana_client.get(response["Location"]).content.decode()
    assert "Fractions check" in picture
    assert "Mateo Delgado" in picture
    assert "3 of 4" in picture


def test_a_bad_file_is_said_at_the_field(ana_client: Client, cast: Cast) -> None:
    url = reverse("drop-results-file", args=[cast.grade_4.public_id])
    response = ana_client.post(url, {"file": SimpleUploadedFile("x.csv", b"PK\x03\x04")})
    assert response.status_code == 422
    assert "Nothing was written." in response.content.decode()


def test_choose_columns(ana_client: Client, cast: Cast, room: Classroom) -> None:
    file = dropped(ana_client, cast, "code,fractions\n1001,1\n1002,0\n")
    url = reverse("choose-columns", args=[file.public_id])
    assert ana_client.post(url, {"column_0": "ignore", "column_1": "item"}).status_code == 422
    assert ana_client.post(url, {"column_0": "identifier", "column_1": "item"}).status_code == 303
    assert (
        "2 rows have their student"
        in ana_client.get(reverse("open-results-file", args=[file.public_id])).content.decode()
    )


def test_put_results_file_aside(ana_client: Client, cast: Cast, room: Classroom) -> None:
    file = dropped(ana_client, cast)
    ana_client.post(reverse("put-results-file-aside", args=[file.public_id]))
    content = ana_client.get(reverse("open-results-file", args=[file.public_id])).content.decode()
    assert "Put aside" in content
    assert not Assessment.objects.exists()


def test_formulas_and_markup_of_a_file_stay_text(ana_client: Client, cast: Cast, room: Classroom) -> None:
    file = dropped(ana_client, cast, 'Student ID,"<script>alert(1)</script>",Item\n1,=1+1,1\n1001,x,1\n')
    content = ana_client.get(reverse("open-results-file", args=[file.public_id])).content.decode()
    assert "<script>alert(1)" not in content
    assert not re.search(r"\son[a-z]+=", content)


@pytest.mark.parametrize("name", ["cleo", "pat", "dee", "eli"])
def test_S0_34_nobody_else_opens_results(
    client: Client, cast: Cast, room: Classroom, name: str, ana_client: Client
) -> None:
    file = dropped(ana_client, cast)
    ana_client.post(
        reverse("apply-results-file", args=[file.public_id]), {"title": "Check", "given_on": "2026-01-05"}
    )
    other = Client()
    other.force_login(getattr(cast, name), backend=BACKEND)
    for url in (
        reverse("results", args=[cast.grade_4.public_id]),
        reverse("open-results-file", args=[file.public_id]),
        reverse("open-assessment", args=[Assessment.objects.get().public_id]),
    ):
        for headers in ({}, {"HX-Request": "true"}):
            assert other.get(url, headers=headers).status_code == 404
    drop = reverse("drop-results-file", args=[cast.grade_4.public_id])
    assert other.post(drop, {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")}).status_code == 404
    assert other.post(reverse("mend-row", args=[file.public_id, 5]), {"leave_out": "1"}).status_code == 404
