"""Bad packages get the verdict that each must get; the shared files where they are, our own always."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.evidence.imports.packages import base_rows, text_of, write_zip
from tests.evidence.imports.test_operations import home, send
from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.operations import import_package
from trellis.evidence.imports.queries import exit_code_of, findings_of
from trellis.evidence.roster.models import Student
from trellis.people.accounts.models import Person
from trellis.people.places.models import Organization

__all__ = ["home"]
pytestmark = pytest.mark.django_db
ORG = {"sourcedId": "s1", "name": "School", "type": "school", "parentSourcedId": "d1"}
DISTRICT = {"sourcedId": "d1", "name": "Small District", "type": "district"}
ADMIN = "superintendent@d.example"


def verdict_of(run: ImportRun) -> str:
    """Return the word of the corpora for what became of a run."""
    if run.state == "rejected":
        return "reject"
    if any(reason != "first_import" for reason in run.held_because):
        return "hold"
    return "rows" if exit_code_of(run) == 1 or any("|error|" in key for key in run.totals) else "accept"


def package_around(path: Path, text: bytes, table: str) -> Path:
    """Wrap one file of the corpora into a package that is otherwise right."""
    rows = {"orgs": [DISTRICT, ORG], table: []}
    with zipfile.ZipFile(write_zip(path, rows, modes={table: "bulk"})) as made:
        content = {name: made.read(name) for name in made.namelist()}
    content[f"{table}.csv"] = text
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def cases() -> list[str]:
    """Return the names of the archives, CSV and roster cases of the shared corpora."""
    folder = Path(os.environ.get("TRELLIS_SHARED") or Path(__file__).resolve().parents[4] / "shared")
    manifest = folder / "corpora" / "imports" / "manifest.json"
    if not manifest.is_file():
        return []
    return [
        case["file"]
        for case in json.loads(manifest.read_text())
        if case["file"].startswith(("zip_", "csv_", "roster_", "score_"))
    ]


@pytest.mark.shared
@pytest.mark.parametrize("name", cases())
def test_shared_corpora(shared: Path, home: Organization, tmp_path: Path, name: str) -> None:
    folder = shared / "corpora" / "imports"
    case = next(c for c in json.loads((folder / "manifest.json").read_text()) if c["file"] == name)
    path = folder / name
    if not name.startswith("zip_"):
        text = path.read_bytes()
        table = "users"
        if name.startswith("score_"):
            table = "results"
        elif "org_" in name:
            table = "orgs"
        prepare(home, name, text, tmp_path)
        path = package_around(tmp_path / "case.zip", text, table)
    run = import_package(by=None, organization=home, path=path)
    assert verdict_of(run) == case["verdict"], (case["why"], run.totals, run.held_because)
    assert run.seconds < 10


def prepare(home: Organization, name: str, text: bytes, tmp_path: Path) -> None:
    """Bring about what a case takes for granted."""
    if "mass_delete" in name:
        first = package_around(tmp_path / "first.zip", text.replace(b"tobedeleted", b"active"), "users")
        assert send(home, first).state == "applied"
    if "takeover" in name:
        Person.objects.create(given_name="Sue", family_name="Perry", contact_email=ADMIN)


SETS = (
    ("oneroster-edfi-lms-toolkit/OneRoster-1.0", "applied", 8),
    ("oneroster-edfi-lms-toolkit/OneRoster-1.1", "applied", 8),
    ("oneroster-generated-gospelnerd/oneroster-1.1-school_small.zip", "applied", 72),
    ("oneroster-generated-gospelnerd/oneroster-1.1-district_small.zip", "applied", 248),
    ("oneroster-generated-gospelnerd/oneroster-1.1-district_medium.zip", "applied", 778),
    ("oneroster-rest-payloads", "rejected", 0),
    ("microsoft-sds-roster-samples/SDS-v2", "rejected", 0),
    ("microsoft-sds-roster-samples/SDS-v2.1", "rejected", 0),
    ("microsoft-sds-roster-samples/SDS-Format/25-Users", "rejected", 0),
    ("microsoft-sds-roster-samples/UK-Format/100-Users", "rejected", 0),
    ("sis-exports-student-insights", "rejected", 0),
)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "state", "students"), SETS)
def test_shared_sets(shared: Path, home: Organization, name: str, state: str, students: int) -> None:
    run = send(home, shared / "data" / name)
    assert run.state == state, run.totals
    if state == "applied":
        assert Student.objects.filter(removed_at=None).count() == students, run.totals
        assert send(home, shared / "data" / name).state == "unchanged"
    elif "microsoft" in name:
        assert run.refused_code == "P20"


def refused(home: Organization, path: Path) -> str:
    """Return the code with which a package is refused; it always has a sentence and writes nothing."""
    run = send(home, path)
    assert run.state == "rejected"
    assert exit_code_of(run) == 3
    assert findings_of(run)[0].message.endswith(".")
    assert not Student.objects.exists()
    return run.refused_code


@pytest.mark.parametrize(
    ("entry", "code"),
    [("../evil.csv", "P04"), ("a/b/users.csv", "P04"), ("more.zip", "P09"), ("USERS.csv", "P08")],
)
def test_dangerous_entries(home: Organization, tmp_path: Path, entry: str, code: str) -> None:
    path = write_zip(tmp_path / "a.zip", base_rows())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "x")
    assert refused(home, path) == code


def test_bomb_truncation_and_other_files(home: Organization, tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.csv", b"0" * 8_000_000)
    assert refused(home, path) == "P07"
    whole = write_zip(tmp_path / "a.zip", base_rows()).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-40])
    assert refused(home, tmp_path / "cut.zip") == "P02"
    (tmp_path / "text.zip").write_text("not a zip")
    assert refused(home, tmp_path / "text.zip") == "P01"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("t1,", 't1,"never closed', 1), "F03"),
        (lambda text: text.replace("Stone", "St\x00ne", 1), "F05"),
        (lambda text: text.replace(",", ";"), "F06"),
        (lambda text: text.replace("sourcedId,", "", 1), "F14"),
        (lambda text: text.replace("givenName", "sourcedId", 1), "F08"),
    ],
)
def test_unreadable_files(home: Organization, tmp_path: Path, change: object, code: str) -> None:
    assert callable(change)
    rows = base_rows()
    path = write_zip(tmp_path / "a.zip", rows, texts={"users": change(text_of("users", rows["users"]))})
    assert refused(home, path) == code


def test_other_letters_are_asked_for_never_guessed(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    text = text_of("users", rows["users"]).replace("Student1,", "Zoë,").encode("cp1252")
    path = package_around(tmp_path / "a.zip", text.replace(b",o1,", b",s1,"), "users")
    assert refused(home, path) == "F04"
    run = import_package(by=None, organization=home, path=path, approve=True, encoding="cp1252")
    assert run.state == "applied"
    assert Student.objects.filter(given_name="Zoë").exists()


def test_circles_of_organizations(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    rows["orgs"][0]["parentSourcedId"] = "o1"
    assert refused(home, write_zip(tmp_path / "a.zip", rows)) == "X02"


def test_strict_reading_refuses_departures(home: Organization, tmp_path: Path) -> None:
    rows = base_rows()
    rows["users"][0]["enabledUser"] = "TRUE"
    path = write_zip(tmp_path / "a.zip", rows)
    run = import_package(by=None, organization=home, path=path, strict=True)
    assert run.state == "rejected"
    assert any(key.startswith("R06|error") for key in run.totals)
    clean = import_package(
        by=None, organization=home, path=write_zip(tmp_path / "b.zip", base_rows()), strict=True
    )
    assert clean.state == "held"
