"""A data steward without code: drop, map by hand where nobody knows the file, plan, apply, undo (S0-27)."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.imports.results.files import INTERIM
from tests.evidence.measures.classroom import make_classroom
from trellis.evidence.imports.models import ImportRun, ImportTemplate, WaitingRow
from trellis.evidence.measures.models import Administration, Attempt, Result
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
UNKNOWN = """Learner Id,First Name,Tested,Reading Band,Score,Fluency
1001,Mateo,30/09/2026,2,41,12
1002,Mai,30/09/2026,1,NT,9
1003,José,30/09/2026,X,38,10
1004,Sam,30/09/2026,2,44,11
1005,Sam,30/09/2026,1,29,8
8888,Lia,30/09/2026,2,40,12
"""


@pytest.fixture
def sam(client: Client, cast: Cast) -> Person:
    """The data steward, signed in."""
    make_classroom(cast)
    person = Person.objects.create(given_name="Sam", family_name="Nakata")
    RoleAssignment.objects.create(
        person=person, organization=cast.district, role=Role.DATA_STEWARD, starts_on=timezone.localdate()
    )
    client.force_login(person, backend=BACKEND)
    return person


def send(client: Client, content: str, **words: str) -> ImportRun:
    file = SimpleUploadedFile("results.csv", content.encode())
    response = client.post(reverse("send-evidence-file"), {"file": file, "encoding": "utf-8", **words})
    assert response.status_code == 303
    return ImportRun.objects.order_by("-id")[0]


@pytest.mark.django_db(transaction=True)
def test_S0_27_a_known_file_is_planned_applied_and_undone(client: Client, sam: Person) -> None:
    run = send(client, INTERIM)
    page = reverse("open-evidence-file", args=[run.public_id])
    plan = client.get(page).content.decode()
    for words in ("Here is what would come in", "read as MAP Growth", "Fall 2026–27", "3 of 4 rows"):
        assert words in plan, words
    assert "208" not in plan
    assert not Attempt.objects.exists()
    assert client.post(reverse("apply-import", args=[run.public_id])).status_code == 303
    assert "Here is what came in" in client.get(page).content.decode()
    assert Attempt.objects.count() == 3
    listed = client.get(reverse("evidence-files")).content.decode()
    assert "Nobody on the roster has this number" in listed
    answer = reverse("answer-waiting-row", args=[WaitingRow.objects.get().public_id])
    assert client.post(answer, {"number": "no such"}).status_code == 422
    assert client.post(answer, {"number": "1004"}).status_code == 303
    assert Attempt.objects.count() == 4
    client.post(reverse("undo-import", args=[run.public_id]))
    assert not Attempt.objects.exists()
    assert client.get(reverse("open-import", args=[run.public_id]))["Location"] == page


@pytest.mark.django_db(transaction=True)
def test_an_unknown_file_is_mapped_by_hand_and_becomes_a_template(client: Client, sam: Person) -> None:
    run = send(client, UNKNOWN)
    refused = client.get(reverse("open-evidence-file", args=[run.public_id])).content.decode()
    assert "Map the columns" in refused
    step = reverse("choose-file-columns", args=[run.public_id])
    columns = client.get(step).content.decode()
    assert "0000 · 0000" in columns
    for cell in ("Mateo", "1001", "8888"):
        assert cell not in columns
    roles = ["student", "given", "date", "level", "points", "part_points"]
    chosen = {f"column_{at}": role for at, role in enumerate(roles)}
    assert client.post(step, {**chosen, "column_0": "ignore"}).status_code == 422
    assert client.post(step, chosen).status_code == 303
    step = reverse("map-columns", args=[run.public_id])
    content = client.get(step).content.decode()
    assert "Reading Band: “2”" in content
    words = {"title": "Reading check", "kind": "screener", "day_form": "%d/%m/%Y"}
    # codes stand in the order of how often they come: 2, 1, X
    codes = {"code_0_0": "On track", "code_0_1": "Needs help", "code_0_2": "Not tested"}
    assert client.post(step, {**words, **codes, "title": ""}).status_code == 422
    assert client.post(step, {**words, **codes}).status_code == 303
    plan = client.get(reverse("open-evidence-file", args=[run.public_id])).content.decode()
    assert "read as Reading check" in plan
    assert "5 of 6 rows" in plan
    client.post(reverse("apply-import", args=[run.public_id]))
    levels = Result.objects.filter(method="level").order_by("attempt__student__id")
    assert [(one.answer, one.reason) for one in levels] == [
        ("On track", ""),
        ("Needs help", ""),
        ("", "not_tested"),
        ("On track", ""),
        ("Needs help", ""),
    ]
    assert not Path(ImportRun.objects.get(pk=run.pk).stored_path).exists()
    again = send(client, UNKNOWN)
    assert (again.template["title"], again.state) == ("Reading check", "held")
    assert again.counts["attempt"] == {**dict.fromkeys(again.counts["attempt"], 0), "unchanged": 5}
    client.post(reverse("apply-import", args=[again.public_id]))
    assert WaitingRow.objects.filter(answered_at=None).count() == 1
    client.post(reverse("retire-template", args=[ImportTemplate.objects.get().public_id]))
    assert send(client, UNKNOWN).state == "rejected"


@pytest.mark.django_db(transaction=True)
def test_a_team_sees_its_own_students_and_nobody_elses(client: Client, cast: Cast, sam: Person) -> None:
    run = send(client, INTERIM.replace(",9999,CA-9999,", ",2001,CA-2001,"))
    client.post(reverse("apply-import", args=[run.public_id]))
    window = Administration.objects.get()
    page = reverse("open-window", args=[cast.grade_4.public_id, window.public_id])
    assert client.get(page).status_code == 404
    client.force_login(cast.ana, backend=BACKEND)
    content = client.get(page).content.decode()
    for words in (
        "Fall 2026–27, 3 students of ours",
        "Mateo Delgado",
        "208",
        "Hidden by the sender",
        "Not tested",
    ):
        assert words in content, words
    assert "Petrova" not in content
    assert (
        "From the district" in client.get(reverse("results", args=[cast.grade_4.public_id])).content.decode()
    )
    for name in ("cleo", "pat", "dee", "eli"):
        client.force_login(getattr(cast, name), backend=BACKEND)
        assert client.get(page).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_formulas_and_markup_stay_text(client: Client, sam: Person) -> None:
    run = send(client, '"<script>alert(1)</script>",=1+1,Score\n1,2,3\n4,5,6\n')
    for name in ("open-evidence-file", "choose-file-columns"):
        assert "<script>alert(1)" not in client.get(reverse(name, args=[run.public_id])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ana", "dee", "eli", "pat"])
def test_only_stewards_and_administrators_see_files(client: Client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name), backend=BACKEND)
    assert client.get(reverse("evidence-files")).status_code == 404
