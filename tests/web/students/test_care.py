"""Pages of supports, named adults, cards and a family's own child."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.students.test_care import supported
from tests.practice.students.world import answered
from trellis.evidence.measures.models import Attempt
from trellis.evidence.roster.models import Guardianship, Student
from trellis.insight.lake.words import COLUMNS
from trellis.insight.lake.work import write_lake
from trellis.people.journal.models import JournalEntry
from trellis.practice.students.models import CardRight, NamedAdult, Strength, Support, SupportPoint
from trellis.practice.students.operations.cards import let_in


@pytest.fixture
def ana(cast: Cast) -> Client:
    return signed_in(cast.ana)


@pytest.fixture
def mateo(cast: Cast) -> Student:
    answered(cast)
    return Student.objects.get(given_name="Mateo")


def text(client: Client, name: str, *words: object) -> str:
    response = client.get(reverse(name, args=words))
    assert response.status_code == 200
    return response.content.decode()


def dose() -> dict[str, str]:
    today = timezone.localdate()
    return {
        "kind": "learning",
        "times_a_week": "3",
        "minutes": "15",
        "starts_on": today.isoformat(),
        "review_on": (today + timedelta(days=28)).isoformat(),
        "way": "up",
    }


def test_the_lists_a_sweep_and_a_single_plan(cast: Cast, ana: Client, mateo: Student) -> None:
    team = cast.grade_4.public_id
    assert "12 students have no plan yet." in text(ana, "supports", team)
    page = text(ana, "sweep-students", team)
    assert "Mateo Delgado" in page
    line = {f"what_{mateo.public_id}": "Reads aloud", f"who_{mateo.public_id}": cast.ben.public_id}
    assert ana.post(reverse("sweep-students", args=[team]), dose()).status_code == 422
    assert ana.post(reverse("sweep-students", args=[team]), dose() | line).status_code == 303
    assert "11 students have no plan yet." in text(ana, "supports", team)
    hugo = Student.objects.get(given_name="Hugo")
    address = reverse("plan-support", args=[team, hugo.public_id])
    assert ana.post(address, dose() | {"what": "", "who": cast.ana.public_id}).status_code == 422
    assert ana.post(address, dose() | {"what": "Number line", "who": cast.ana.public_id}).status_code == 303
    assert Support.objects.count() == 2


def test_a_support_is_counted_and_reviewed(cast: Cast, ana: Client, mateo: Student) -> None:
    support = supported(cast, mateo, aim="words a minute", baseline=40, target=60)
    today = timezone.localdate().isoformat()
    point = {"on": today, "value": "44"}
    assert ana.post(reverse("record-support-point", args=[support.public_id]), point).status_code == 303
    assert SupportPoint.objects.get().written_by == cast.ana
    assert "Too early to tell" in text(ana, "open-support", support.public_id)
    review = reverse("review-support", args=[support.public_id])
    assert ana.post(review, {"end": ""}).status_code == 422
    assert ana.post(review, {"end": "reached"}).status_code == 303
    assert "The aim was reached" in text(ana, "open-support", support.public_id)


def test_named_adults_are_named_and_taken_off(cast: Cast, ana: Client, mateo: Student) -> None:
    team = cast.grade_4.public_id
    assert "12 students have nobody yet." in text(ana, "named-adults", team)
    words = {"student": mateo.public_id, "person": cast.pat.public_id}
    assert ana.post(reverse("name-adult", args=[team]), words).status_code == 303
    assert NamedAdult.objects.get().person == cast.pat
    assert "11 students have nobody yet." in text(ana, "named-adults", team)
    assert ana.post(reverse("end-named-adult", args=[team]), words).status_code == 303
    assert "12 students have nobody yet." in text(ana, "named-adults", team)


def test_S0_23_the_card_begins_with_strengths_and_writes_down_the_look(
    cast: Cast, ana: Client, mateo: Student
) -> None:
    pk = mateo.public_id
    assert ana.post(reverse("add-strength", args=[pk]), {"text": "Explains with drawings"}).status_code == 303
    wishes = {"said_as": "mah-TEH-oh", "pronouns": "he/him"}
    assert ana.post(reverse("change-student-profile", args=[pk]), wishes).status_code == 303
    page = text(ana, "student-card", pk)
    assert page.index("Strengths") < page.index("Adults who know this student") < page.index("Who looked")
    assert "Said as: mah-TEH-oh." in page
    assert JournalEntry.objects.filter(verb="student.looked_at", actor=cast.ana).count() == 1
    assert "Ana Reyes" in text(ana, "who-looked", pk)
    assert Strength.objects.get().seen_by == cast.ana


def test_pat_is_let_in_by_name_and_out_again(cast: Cast, ana: Client, mateo: Student) -> None:
    pk = mateo.public_id
    pat = signed_in(cast.pat)
    assert pat.get(reverse("student-card", args=[pk])).status_code == 404
    words = {
        "person": cast.pat.public_id,
        "purpose": "Meeting with the family",
        "ends_on": (timezone.localdate() + timedelta(days=20)).isoformat(),
    }
    assert ana.post(reverse("let-in", args=[pk]), {}).status_code == 422
    assert ana.post(reverse("let-in", args=[pk]), words).status_code == 303
    page = text(pat, "student-card", pk)
    assert "You were let in for: Meeting with the family" in page
    assert "Let a colleague in" not in page
    right = CardRight.objects.get()
    assert ana.post(reverse("end-card-right", args=[pk, right.public_id])).status_code == 303
    assert pat.get(reverse("student-card", args=[pk])).status_code == 404


def test_eli_sees_his_child_in_the_list_and_everybody_who_looked(
    cast: Cast, ana: Client, mateo: Student
) -> None:
    Guardianship.objects.create(person=cast.eli, student=mateo)
    hugo = Student.objects.get(given_name="Hugo")
    supported(cast, mateo)
    text(ana, "student-card", mateo.public_id)
    cast.eli.language = "en"
    cast.eli.save()
    eli = signed_in(cast.eli)
    assert "Mateo Delgado" in text(eli, "my-children")
    page = text(eli, "my-child", mateo.public_id)
    assert "Reads aloud with a partner" in page
    assert "Ana Reyes" in page
    assert eli.get(reverse("my-child", args=[hugo.public_id])).status_code == 404
    assert eli.get(reverse("student-card", args=[mateo.public_id])).status_code == 404


def test_two_worlds_that_differ_in_one_child_look_the_same_to_everybody_outside(
    cast: Cast, mateo: Student
) -> None:
    """What Cleo, Pat, Dee and Eli can open does not change with what is planned for one child of the team."""
    addresses = [
        reverse("today"),
        reverse("open-community", args=[cast.grade_4.public_id]),
        reverse("supports", args=[cast.grade_4.public_id]),
        reverse("student-card", args=[mateo.public_id]),
        reverse("count-care", args=[cast.lincoln.public_id]),
        reverse("my-children"),
    ]
    people = (cast.cleo, cast.pat, cast.dee, cast.eli)

    def crawl() -> list[tuple[int, bytes]]:
        found = []
        for person in people:
            client = signed_in(person)
            for address in addresses:
                response = client.get(address)
                found.append((response.status_code, without_tokens(response.content)))
        return found

    supported(cast, mateo)
    before = crawl()
    hugo = Student.objects.get(given_name="Hugo")
    Support.objects.all().delete()
    supported(cast, hugo, what="A secret plan")
    assert crawl() == before


def without_tokens(content: bytes) -> bytes:
    pattern = re.compile(rb'(csrfmiddlewaretoken" value="|x-csrftoken": ")[^"]*')
    return pattern.sub(b"", content)


def test_who_was_let_in_sees_the_support_and_changes_nothing(cast: Cast, mateo: Student) -> None:
    support = supported(cast, mateo)
    let_in(
        by=cast.ana,
        pk=mateo.public_id,
        person=cast.pat.public_id,
        purpose="Meeting",
        ends_on=timezone.localdate(),
    )
    pat = signed_in(cast.pat)
    assert "Look at it again" not in text(pat, "open-support", support.public_id)
    today = timezone.localdate().isoformat()
    sent = pat.post(reverse("record-support-point", args=[support.public_id]), {"on": today, "value": "1"})
    assert sent.status_code == 422
    assert not SupportPoint.objects.exists()


def test_leaders_open_counts_and_teachers_do_not(cast: Cast, mateo: Student) -> None:
    address = reverse("count-care", args=[cast.lincoln.public_id])
    assert "Counts of students." in signed_in(cast.pat).get(address).content.decode()
    assert "in tens" in signed_in(cast.dee).get(address).content.decode()
    for person in (cast.ana, cast.cleo, cast.eli):
        assert signed_in(person).get(address).status_code == 404


def test_S4_15_what_describes_a_student_is_optional_and_never_leaves_in_a_file(
    cast: Cast, ana: Client, mateo: Student, tmp_path: Path
) -> None:
    pk = mateo.public_id
    said = {"said_as": "qqsaid", "pronouns": "qqpronouns", "family_asks": "qqfamily"}
    assert ana.post(reverse("change-student-profile", args=[pk]), said).status_code == 303
    ana.post(reverse("add-strength", args=[pk]), {"text": "qqstrength"})
    card = text(ana, "student-card", pk)
    assert all(word in card for word in ("qqsaid", "qqpronouns", "qqstrength"))
    attempt = Attempt.objects.filter(student=mateo).first()
    assert attempt is not None, "a student with a result is in the files"
    write_lake(tmp_path)
    table = reverse("read-answers", args=[attempt.administration.assessment.public_id])
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    # whole words: two letters alone also stand in ids and tokens, by chance
    words = (b"qqsaid", b"qqpronouns", b"qqfamily", b"qqstrength")
    contents = (*written, ana.get(table).content)
    assert not [content for content in contents if any(word in content for word in words)]
    assert not {"pronouns", "said_as", "strength", "family_asks"} & set(COLUMNS)
    # all of it optional: an empty form takes it away again
    assert ana.post(reverse("change-student-profile", args=[pk]), {}).status_code == 303
    assert "qqsaid" not in text(ana, "student-card", pk)
