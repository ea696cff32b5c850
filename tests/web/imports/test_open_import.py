"""Sending a roster, reading its plan, deciding, and taking it back, in the browser."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.imports.packages import base_rows, write_zip
from trellis.evidence.imports.models import ImportRun
from trellis.evidence.roster.models import Student
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def sam(client: Client, cast: Cast) -> Person:
    """The data steward, signed in."""
    person = Person.objects.create(given_name="Sam", family_name="Nakata")
    RoleAssignment.objects.create(
        person=person, organization=cast.district, role=Role.DATA_STEWARD, starts_on=timezone.localdate()
    )
    client.force_login(person, backend=BACKEND)
    return person


def send(client: Client, path: Path) -> str:
    """Send a package; return where the page of its plan is."""
    package = SimpleUploadedFile(path.name, path.read_bytes(), "application/zip")
    response = client.post(reverse("send-import"), {"package": package, "encoding": "utf-8"})
    assert response.status_code == 303
    return str(response["Location"])


@pytest.mark.django_db(transaction=True)
def test_S0_12_plan_apply_undo(client: Client, sam: Person, cast: Cast, tmp_path: Path) -> None:
    page_url = send(client, write_zip(tmp_path / "spring.zip", base_rows()))
    plan = client.get(page_url).content.decode()
    assert "Here is what would change" in plan
    assert "Nothing has been written yet" in plan
    assert "It is the first import from this system." in plan
    by_school = plan[plan.index("School by school") :].split("</table>")[0]
    assert "Small School" in by_school
    assert "30 new" in by_school
    assert not Student.objects.exists()
    run = ImportRun.objects.get()
    assert not Path(run.stored_path).exists()
    assert client.post(reverse("apply-import", args=[run.public_id])).status_code == 303
    done = client.get(page_url).content.decode()
    assert "Here is what changed" in done
    assert Student.objects.filter(removed_at=None).count() == 30
    for name in ("import-report-csv", "import-report-json"):
        report = client.get(reverse(name, args=[run.public_id]))
        assert report.status_code == 200
        assert "Stone" not in report.content.decode()
    undo_url = reverse("undo-import", args=[run.public_id])
    plan = client.get(undo_url).content.decode()
    assert "Here is what would change back" in plan
    assert "Students: more than one in ten would go, 30 in all." in plan
    assert Student.objects.filter(removed_at=None).count() == 30
    unsure = client.post(undo_url)
    assert unsure.status_code == 422
    assert Student.objects.filter(removed_at=None).count() == 30
    client.post(undo_url, {"sure": "on"})
    assert not Student.objects.filter(removed_at=None).exists()
    assert "Undone" in client.get(reverse("imports")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_put_aside_and_refusal(client: Client, sam: Person, tmp_path: Path) -> None:
    send(client, write_zip(tmp_path / "a.zip", base_rows()))
    run = ImportRun.objects.get()
    client.post(reverse("put-import-aside", args=[run.public_id]))
    assert client.post(reverse("apply-import", args=[run.public_id])).status_code == 409
    (tmp_path / "bad.zip").write_text("no zip")
    page = client.get(send(client, tmp_path / "bad.zip")).content.decode()
    assert "This file was refused" in page
    assert "This is not a zip file or a folder." in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ana", "dee", "eli", "pat"])
def test_only_stewards_and_administrators_see_imports(
    client: Client, cast: Cast, tmp_path: Path, name: str
) -> None:
    client.force_login(getattr(cast, name), backend=BACKEND)
    assert client.get(reverse("imports")).status_code == 404
    package = SimpleUploadedFile("a.zip", b"PK", "application/zip")
    assert client.post(reverse("send-import"), {"package": package, "encoding": "utf-8"}).status_code == 404


def test_how_a_source_is_read_is_settled_on_a_page(
    client: Client, sam: Person, cast: Cast, tmp_path: Path
) -> None:
    send(client, write_zip(tmp_path / "roster.zip", base_rows()))
    source = ImportRun.objects.get().source
    address = reverse("settle-source", args=[source.public_id])
    assert address in client.get(reverse("imports")).content.decode()
    given = {"rank": "1", "removed_percent": "5", "changed_percent": "75", "school_percent": "25"}
    refused = client.post(address, {**given, "paused_from": "2026-12-20"})
    assert refused.status_code == 422
    assert "Give both days, or none." in refused.content.decode()
    kept = client.post(address, {**given, "paused_from": "2026-12-20", "paused_until": "2027-01-03"})
    assert kept["Location"] == reverse("imports")
    source.refresh_from_db()
    assert (source.removed_percent, str(source.paused_until)) == (5, "2027-01-03")
    assert 'value="2026-12-20"' in client.get(address).content.decode()
    client.force_login(cast.dee, backend=BACKEND)
    assert client.get(address).status_code == 404
