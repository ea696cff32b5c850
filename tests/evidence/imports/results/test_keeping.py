"""Rows are kept as they were sent, sealed, for a time, and every look is written down (E.8)."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.evidence.imports.results.files import INTERIM, bring, written
from tests.evidence.measures.classroom import Classroom, make_classroom
from tests.house.matrix.world import signed_in
from trellis.evidence.imports.models import ImportRun, SealedRows, WaitingRow
from trellis.evidence.imports.operations import answer_waiting_row, look_at_sent_row, put_aside
from trellis.evidence.imports.words.states import RowPurpose, RunState
from trellis.evidence.imports.work.results.keeping import cells_of_row, sweep_rows
from trellis.evidence.imports.work.results.undoing import undo_results
from trellis.evidence.measures.models import Result
from trellis.evidence.roster.models import Guardianship, Student, StudentIdentifier
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry
from trellis.practice.students.operations.looking import ask_about_look
from trellis.practice.students.queries.cards import look_words, looks_at

FIRST = ["Fall 2026-2027", "1001", "CA-1001", "Mathematics", "09/16/2026", "701", "208", "3.4", "57", "Avg"]
QUESTIONED = RowPurpose.QUESTIONED


@pytest.fixture
def room(cast: Cast) -> Classroom:
    return make_classroom(cast)


@pytest.fixture
def sam(cast: Cast) -> Person:
    person = Person.objects.create(given_name="Sam", family_name="Nakata")
    RoleAssignment.objects.create(
        person=person, organization=cast.district, role=Role.DATA_STEWARD, starts_on=timezone.localdate()
    )
    return person


@pytest.fixture
def run(cast: Cast, room: Classroom, tmp_path: Path) -> ImportRun:
    made = bring(cast, written(tmp_path, INTERIM))
    assert made.state == "applied"
    return made


def test_E_8_rows_are_kept_sealed_and_opened_by_a_steward_with_a_reason(
    cast: Cast, run: ImportRun, sam: Person
) -> None:
    kept = SealedRows.objects.get()
    assert (kept.run, kept.first, kept.last) == (run, 2, 5)
    assert b"CA-1001" not in bytes(kept.sealed)
    row = look_at_sent_row(by=sam, import_run=run, row=2, purpose=QUESTIONED)
    assert [cell for _column, cell in row.cells][:10] == FIRST
    assert dict(row.cells)["TestRITScore"] == "208"
    assert row.template == run.template["title"]
    [entry] = JournalEntry.objects.filter(verb="sent_row.looked_at")
    assert (entry.actor, entry.data) == (sam, {"row": 2, "purpose": "questioned"})
    for person in (cast.dee, cast.pat, cast.ana, cast.eli):
        with pytest.raises(Refused):
            look_at_sent_row(by=person, import_run=run, row=2, purpose=QUESTIONED)
    for number in (0, 1, 6, 999):
        with pytest.raises(Invalid):
            look_at_sent_row(by=sam, import_run=run, row=number, purpose=QUESTIONED)
    assert JournalEntry.objects.filter(verb="sent_row.looked_at").count() == 1


def looks_of(student: Student) -> list[tuple[Person | None, str]]:
    return [(look.actor, look_words(look)) for look in looks_at(student)]


def test_S0_23_a_look_at_a_row_stands_with_the_student_whose_row_it_is(
    cast: Cast, room: Classroom, run: ImportRun, sam: Person
) -> None:
    look_at_sent_row(by=sam, import_run=run, row=2, purpose=QUESTIONED)
    did = "opened a row of a results file as it was sent, with the reason “A result is questioned”"
    assert looks_of(room.ours[0]) == [(sam, did)]
    assert not looks_at(room.ours[1])
    waiting = WaitingRow.objects.get()
    look_at_sent_row(by=sam, import_run=run, row=waiting.row, purpose=QUESTIONED)
    rows = JournalEntry.objects.filter(verb="student.row_looked_at")
    assert rows.count() == 1, "nobody knows whose it is"
    answer_waiting_row(by=sam, waiting=waiting, student=room.ours[4])
    look_at_sent_row(by=sam, import_run=run, row=waiting.row, purpose=RowPurpose.MENDING)
    assert [actor for actor, _did in looks_of(room.ours[4])] == [sam]
    StudentIdentifier.objects.create(student=room.other, system="local", value="1001")
    look_at_sent_row(by=sam, import_run=run, row=2, purpose=QUESTIONED)
    assert rows.count() == 2, "two have this number now"
    Student.objects.filter(pk=room.other.pk).update(removed_at=timezone.now())
    look_at_sent_row(by=sam, import_run=run, row=2, purpose=QUESTIONED)
    assert rows.count() == 3, "the one who is there"


def test_S0_23_a_family_reads_why_a_row_was_opened_and_asks_about_it(
    cast: Cast, room: Classroom, run: ImportRun, sam: Person
) -> None:
    child = room.ours[0]
    Guardianship.objects.create(person=cast.eli, student=child)
    cast.eli.language = "es"
    cast.eli.save()
    look_at_sent_row(by=sam, import_run=run, row=2, purpose=QUESTIONED)
    content = signed_in(cast.eli).get(reverse("my-child", args=[child.public_id])).content.decode()
    assert "abrió una fila de un archivo de resultados" in content
    assert "Se cuestiona un resultado" in content
    question = ask_about_look(by=cast.eli, pk=child.public_id, look=looks_at(child)[0].hash, text="Why?")
    page = signed_in(cast.pat).get(reverse("answer-look-question", args=[question.public_id]))
    assert "Sam Nakata opened a row of a results file" in page.content.decode()


def test_E_8_a_lost_key_is_said_and_touches_nothing_else(
    run: ImportRun, sam: Person, settings: Settings
) -> None:
    ours, results = settings.SEAL_KEYS, Result.objects.count()
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(Conflict):
        look_at_sent_row(by=sam, import_run=run, row=2, purpose=QUESTIONED)
    client, page = signed_in(sam), reverse("look-at-sent-row", args=[run.public_id])
    said = client.post(page, {"row": 2, "purpose": "mending"})
    assert "The key that sealed these rows is not on this machine" in said.content.decode()
    assert Result.objects.count() == results
    assert not JournalEntry.objects.filter(verb="sent_row.looked_at").exists()
    settings.SEAL_KEYS = [*settings.SEAL_KEYS, *ours]
    assert cells_of_row(run, 2) is not None


def test_E_8_rows_go_after_the_days_that_were_set(run: ImportRun, settings: Settings) -> None:
    settings.ROW_DAYS = 30
    ImportRun.objects.update(received_at=timezone.now() - timedelta(days=29))
    assert sweep_rows() == 0
    ImportRun.objects.update(received_at=timezone.now() - timedelta(days=31))
    assert sweep_rows() == 1
    assert not SealedRows.objects.exists()
    assert Result.objects.exists()


def test_E_8_none_are_kept_where_none_are_wanted(
    cast: Cast, room: Classroom, tmp_path: Path, settings: Settings
) -> None:
    settings.ROW_DAYS = 0
    assert bring(cast, written(tmp_path, INTERIM)).state == "applied"
    assert not SealedRows.objects.exists()


def test_rows_go_with_an_import_that_comes_to_nothing(
    cast: Cast, room: Classroom, sam: Person, tmp_path: Path
) -> None:
    known = INTERIM[: INTERIM.index("Fall 2026-2027,9999")]
    run = bring(cast, written(tmp_path, known))
    assert bring(cast, written(tmp_path, known)).state == "unchanged"
    assert SealedRows.objects.get().run == run
    held = bring(cast, written(tmp_path, INTERIM), approve=False)
    assert held.state == RunState.HELD
    assert held.sealed_rows.exists()
    put_aside(by=sam, import_run=held)
    assert SealedRows.objects.get().run == run
    undo_results(run)
    assert not SealedRows.objects.exists()


def test_survey_answers_and_published_figures_keep_no_rows(
    cast: Cast, room: Classroom, tmp_path: Path
) -> None:
    content = "survey,date,group,I like school,I feel safe\nSpring,2026-04-01,4,4,5\n"
    bring(cast, written(tmp_path, content))
    assert not SealedRows.objects.exists()


def test_the_page_of_a_file_leads_to_its_rows(run: ImportRun, sam: Person, cast: Cast) -> None:
    client, page = signed_in(sam), reverse("look-at-sent-row", args=[run.public_id])
    assert page in client.get(reverse("open-evidence-file", args=[run.public_id])).content.decode()
    assert client.post(page, {"row": 2}).status_code == 422
    content = client.post(page, {"row": 2, "purpose": "requested"}).content.decode()
    assert "CA-1001" in content
    assert "Row 2" in content
    SealedRows.objects.all().delete()
    assert page not in client.get(reverse("open-evidence-file", args=[run.public_id])).content.decode()
