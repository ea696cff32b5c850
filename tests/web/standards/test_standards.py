"""Academic standards in the browser: planned, brought in, read, searched, used by a team (S1-33)."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.measures.classroom import Classroom, make_classroom
from tests.evidence.standards.test_standards import PACKAGE, bring, item
from trellis.evidence.imports.models import ImportRun
from trellis.evidence.measures.models import Administration, Assessment, AssessmentItem, Attempt, Result
from trellis.evidence.measures.operations.standards import link_items_to_standards
from trellis.evidence.measures.queries.standards import lines_of_community, standards_of_community
from trellis.evidence.measures.words import Reason
from trellis.evidence.standards.models import AcademicFramework, AcademicStandard
from trellis.evidence.standards.operations import retire_framework
from trellis.kit.errors import Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry

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


def send(client: Client, cast: Cast, content: str) -> ImportRun:
    file = SimpleUploadedFile("math.json", content.encode())
    response = client.post(reverse("bring-framework", args=[cast.district.public_id]), {"file": file})
    assert response.status_code == 303
    return ImportRun.objects.order_by("-id")[0]


def window_of(
    assessment: Assessment, year: int, students: dict[int, tuple[int, ...]], room: Classroom
) -> None:
    window = Administration.objects.create(assessment=assessment, school_year=year)
    items = list(assessment.items.all())
    for at, points in students.items():
        student = room.ours[at] if at < len(room.ours) else room.other
        attempt = Attempt.objects.create(administration=window, student=student)
        for one, value in zip(items, points, strict=True):
            Result.objects.create(attempt=attempt, item=one, value=value)


def assessment_of(cast: Cast, *codes: str, own: bool = True) -> Assessment:
    made = Assessment.objects.create(
        organization=cast.lincoln if own else cast.district,
        community=cast.grade_4 if own else None,
        title="Check" if own else "District test",
        added_at=timezone.now(),
    )
    for at, code in enumerate(codes, start=1):
        AssessmentItem.objects.create(
            assessment=made, position=at, label=f"Item {at}", most=2, standard_code=code
        )
    return made


@pytest.mark.django_db(transaction=True)
def test_S1_33_a_steward_reads_the_plan_of_a_framework_and_brings_it_in(
    client: Client, cast: Cast, sam: Person
) -> None:
    assessment_of(cast, "4.NF.A.1", "9.XX")
    run = send(client, cast, json.dumps(PACKAGE))
    page = reverse("open-framework-file", args=[run.public_id])
    plan = client.get(page).content.decode()
    assert "Here is what would come in" in plan
    assert "math.json: Mathematics." in plan
    assert not AcademicFramework.objects.exists()
    assert client.post(reverse("apply-import", args=[run.public_id])).status_code == 303
    assert client.get(reverse("open-import", args=[run.public_id]))["Location"] == page
    report = client.get(page).content.decode()
    assert "One item of an assessment was linked" in report
    assert reverse("open-framework", args=[AcademicFramework.objects.get().public_id]) in report
    assert "Undo" not in report
    assert not Path(run.stored_path).exists()
    assert (
        "Nothing was written"
        in client.get(
            reverse("open-framework-file", args=[send(client, cast, json.dumps(PACKAGE)).public_id])
        ).content.decode()
    )
    listed = client.get(reverse("bring-framework", args=[cast.district.public_id])).content.decode()
    assert listed.count("math.json") == 2


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_no_framework_and_one_put_aside_write_nothing(
    client: Client, cast: Cast, sam: Person
) -> None:
    run = send(client, cast, "{}")
    refused = client.get(reverse("open-framework-file", args=[run.public_id])).content.decode()
    assert "This is no framework" in refused
    assert not Path(run.stored_path or "/nothing").exists()
    waiting = send(client, cast, json.dumps(PACKAGE))
    assert Path(waiting.stored_path).exists()
    client.post(reverse("put-import-aside", args=[waiting.public_id]))
    assert not Path(waiting.stored_path).exists()
    assert not AcademicFramework.objects.exists()
    empty = client.post(reverse("bring-framework", args=[cast.district.public_id]))
    assert empty.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_newer_copy_that_drops_much_says_why_it_waits(client: Client, cast: Cast, sam: Person) -> None:
    many = [item(at, f"C{at}", f"Statement {at}") for at in range(1, 41)]
    package = {"CFDocument": PACKAGE["CFDocument"], "CFItems": many, "CFAssociations": []}
    client.post(reverse("apply-import", args=[send(client, cast, json.dumps(package)).public_id]))
    run = send(client, cast, json.dumps({**package, "CFItems": many[:15]}))
    assert run.state == "held"
    plan = client.get(reverse("open-framework-file", args=[run.public_id])).content.decode()
    assert "More would be removed than goes by itself." in plan
    assert AcademicStandard.objects.filter(removed_at=None).count() == 40


@pytest.mark.django_db
def test_staff_read_a_framework_as_a_nested_list_and_search_it(
    client: Client, cast: Cast, tmp_path: Path
) -> None:
    bring(cast, tmp_path, PACKAGE)
    framework, top = AcademicFramework.objects.get(), AcademicStandard.objects.get(code="4.NF")
    client.force_login(cast.cleo, backend=BACKEND)
    listed = client.get(reverse("standards", args=[cast.lincoln.public_id])).content.decode()
    assert "Mathematics" in listed
    assert "4 standards" in listed
    assert "Bring in a framework" not in listed
    page = reverse("open-framework", args=[framework.public_id])
    whole = client.get(page).content.decode()
    assert whole.index("4.NF.A.1") < whole.index("4.NF.A.2") < whole.index("4.G")
    assert "Take out of use" not in whole
    below = client.get(page, {"below": top.public_id}).content.decode()
    assert "4.NF.A.1" in below
    assert "Geometry" not in below
    found = client.get(page, {"q": "compare fractions"}).content.decode()
    assert "One standard found." in found
    assert "Geometry" not in found
    assert "Nothing found." in client.get(page, {"q": "volcano"}).content.decode()
    assert client.get(page, {"below": "nothing"}).status_code == 404
    client.force_login(cast.eli, backend=BACKEND)
    assert client.get(page).status_code == 404


@pytest.mark.django_db
def test_a_framework_is_taken_out_of_use_and_its_file_brings_it_back(
    client: Client, cast: Cast, sam: Person, tmp_path: Path
) -> None:
    bring(cast, tmp_path, PACKAGE)
    framework = AcademicFramework.objects.get()
    with pytest.raises(Refused):
        retire_framework(by=cast.dee, framework=framework)
    assert client.post(reverse("retire-framework", args=[framework.public_id])).status_code == 303
    assert JournalEntry.objects.filter(verb="academic_framework.retired").count() == 1
    place = reverse("standards", args=[cast.district.public_id])
    assert "No framework yet" in client.get(place).content.decode()
    assert "out of use" in client.get(reverse("open-framework", args=[framework.public_id])).content.decode()
    bring(cast, tmp_path, PACKAGE)
    assert AcademicFramework.objects.get().retired_at is None


@pytest.mark.django_db
def test_S1_33_answers_are_counted_by_standard_where_the_right_one_is_known(
    cast: Cast, tmp_path: Path
) -> None:
    bring(cast, tmp_path, PACKAGE)
    room = make_classroom(cast)
    check = assessment_of(cast, "4.NF.A.1", "4.NF.A.2")
    check.items.update(answer="B", most=None)
    link_items_to_standards(cast.district)
    first, second = check.items.all()
    window = Administration.objects.create(assessment=check, school_year=2026)
    marks = {0: ("b", "A"), 1: ("B", ""), 2: ("", "B")}
    for at, answers in marks.items():
        attempt = Attempt.objects.create(administration=window, student=room.ours[at])
        for one, answer in zip((first, second), answers, strict=True):
            # the second left an item blank, the third was not tested with the first
            reason = "" if answer else (Reason.BLANK if at == 1 else Reason.NOT_TESTED)
            Result.objects.create(attempt=attempt, item=one, answer=answer, reason=reason)
    lines = [(line.standard.code, line.points, line.full) for line in standards_of_community(cast.grade_4)]
    assert lines == [("4.NF.A.2", Decimal(1), Decimal(3)), ("4.NF.A.1", Decimal(2), Decimal(2))]


@pytest.mark.django_db
def test_a_team_sees_its_own_students_by_standard_the_weakest_first(
    client: Client, cast: Cast, tmp_path: Path
) -> None:
    bring(cast, tmp_path, PACKAGE)
    room = make_classroom(cast)
    own = assessment_of(cast, "4.NF.A.1", "4.NF.A.2")
    district = assessment_of(cast, "4.NF.A.2", own=False)
    link_items_to_standards(cast.district)
    window_of(own, 2026, {0: (2, 0), 1: (2, 1)}, room)
    # the last of them is Cleo's student: never counted for the team
    window_of(district, 2027, {0: (1,), 1: (2,), 5: (0,)}, room)
    first, second = standards_of_community(cast.grade_4)
    assert (first.standard.code, first.points, first.full) == ("4.NF.A.2", Decimal(3), Decimal(4))
    assert (second.standard.code, second.share, second.students) == ("4.NF.A.1", 1.0, 2)
    weak = AcademicStandard.objects.get(code="4.NF.A.2")
    windows = [line.window for line in lines_of_community(cast.grade_4, weak)]
    assert [one.school_year for one in windows if one is not None] == [2027, 2026]
    client.force_login(cast.ben, backend=BACKEND)
    page = client.get(reverse("team-standards", args=[cast.grade_4.public_id])).content.decode()
    assert page.index("4.NF.A.2") < page.index("4.NF.A.1")
    assert "75 %" in page
    detail = reverse("open-team-standard", args=[cast.grade_4.public_id, weak.public_id])
    content = client.get(detail).content.decode()
    assert "District test" in content
    assert "3 of 4 points" in content
    assert "1 of 4 points" in content
    unused = AcademicStandard.objects.get(code="4.G")
    assert client.get(detail.replace(weak.public_id, unused.public_id)).status_code == 404
    client.force_login(cast.pat, backend=BACKEND)
    assert client.get(detail).status_code == 404


@pytest.mark.django_db
def test_a_team_without_standards_reads_how_to_begin(client: Client, cast: Cast) -> None:
    client.force_login(cast.ana, backend=BACKEND)
    page = client.get(reverse("team-standards", args=[cast.grade_4.public_id])).content.decode()
    assert "No item shows a standard yet" in page
