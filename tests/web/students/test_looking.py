"""A family asks about one look at their child's card; who answers for the school answers (S0-23)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.students.world import answered
from trellis.evidence.roster.models import Guardianship, Student
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry
from trellis.people.notices.models import Notice
from trellis.practice.students.models import LookQuestion
from trellis.practice.students.operations.cards import look_at_student
from trellis.practice.students.operations.looking import answer_look_question, ask_about_look
from trellis.practice.students.queries.looking import looks_for_family, questions_to, who_answers


@pytest.fixture
def mateo(cast: Cast) -> Student:
    """Eli's child, whose card Ana opened."""
    answered(cast)
    student = Student.objects.get(given_name="Mateo")
    Guardianship.objects.create(person=cast.eli, student=student)
    look_at_student(by=cast.ana, pk=student.public_id)
    return student


def look_of(student: Student) -> str:
    return JournalEntry.objects.get(verb="student.looked_at", object_id=student.public_id).hash


def ask(cast: Cast, student: Student, text: str = "Why was this needed?") -> LookQuestion:
    return ask_about_look(by=cast.eli, pk=student.public_id, look=look_of(student), text=text)


def officer(cast: Cast) -> Person:
    person = Person.objects.create(given_name="Ria", family_name="Records")
    RoleAssignment.objects.create(
        person=person, organization=cast.district, role=Role.PRIVACY_OFFICER, starts_on=timezone.localdate()
    )
    return person


def test_S0_23_a_parent_asks_the_school_answers_and_both_read_it(cast: Cast, mateo: Student) -> None:
    cast.eli.language = "es"
    cast.eli.save()
    eli, pat = signed_in(cast.eli), signed_in(cast.pat)
    child = reverse("my-child", args=[mateo.public_id])
    assert "Preguntar por esto" in eli.get(child).content.decode()
    asked = eli.post(
        reverse("ask-about-look", args=[mateo.public_id]),
        {"look": look_of(mateo), "text": "¿Por qué la abrió?"},
    )
    assert asked.status_code == 303
    question = LookQuestion.objects.get()
    notice = Notice.objects.get(kind="look.asked")
    page = reverse("answer-look-question", args=[question.public_id])
    assert (notice.person, notice.path) == (cast.pat, page)
    content = pat.get(page).content.decode()
    assert "¿Por qué la abrió?" in content
    assert "Ana Reyes opened the student card" in content
    assert pat.post(page, {"text": " "}).status_code == 422
    assert pat.post(page, {"text": "She plans a support with you."}).status_code == 303
    told = Notice.objects.get(kind="look.answered")
    assert (told.person, told.path) == (cast.eli, child)
    assert "She plans a support with you." in eli.get(child).content.decode()
    assert "Preguntar por esto" not in eli.get(child).content.decode()
    verbs = JournalEntry.objects.filter(object_id=mateo.public_id).values_list("verb", flat=True)
    assert {"student.look_asked", "student.look_answered"} <= set(verbs)
    # the question never opened the card: Pat still cannot, and no further look was written down
    assert pat.get(reverse("student-card", args=[mateo.public_id])).status_code == 404
    assert list(verbs).count("student.looked_at") == 1


def test_the_privacy_officer_answers_before_the_principal(cast: Cast, mateo: Student) -> None:
    assert who_answers(mateo) == [cast.pat]
    ria = officer(cast)
    assert who_answers(mateo) == [ria]
    question = ask(cast, mateo)
    assert Notice.objects.get(kind="look.asked").person == ria
    with pytest.raises(NotFound):
        answer_look_question(by=cast.pat, pk=question.public_id, text="No")
    answer_look_question(by=ria, pk=question.public_id, text="It was for the plan.")
    with pytest.raises(Conflict):
        answer_look_question(by=ria, pk=question.public_id, text="Again")


def test_one_question_a_look_with_words_about_ones_own_child(cast: Cast, mateo: Student) -> None:
    with pytest.raises(Invalid):
        ask(cast, mateo, text="  ")
    with pytest.raises(Invalid):
        ask_about_look(by=cast.eli, pk=mateo.public_id, look="f" * 64, text="Why?")
    for stranger in (cast.ana, cast.pat):
        with pytest.raises(NotFound):
            ask_about_look(by=stranger, pk=mateo.public_id, look=look_of(mateo), text="Why?")
    ask(cast, mateo)
    with pytest.raises(Conflict):
        ask(cast, mateo, text="Once more")
    assert (LookQuestion.objects.count(), Notice.objects.filter(kind="look.asked").count()) == (1, 1)


def test_where_nobody_answers_the_office_does(cast: Cast, mateo: Student) -> None:
    RoleAssignment.objects.filter(role=Role.PRINCIPAL).delete()
    with pytest.raises(Refused, match="office"):
        ask(cast, mateo)
    assert not LookQuestion.objects.exists()


def test_parents_do_not_read_each_others_questions(cast: Cast, mateo: Student, client: Client) -> None:
    other = Person.objects.create(given_name="Olli", family_name="Parent")
    Guardianship.objects.create(person=other, student=mateo)
    question = ask(cast, mateo)
    assert [one.question for one in looks_for_family(mateo, cast.eli)] == [question]
    assert [one.question for one in looks_for_family(mateo, other)] == [None]


def test_S0_23_who_answers_has_one_list_of_what_families_ask(cast: Cast, mateo: Student) -> None:
    question, page = ask(cast, mateo), reverse("look-questions")
    pat = signed_in(cast.pat)
    assert "A family asks why a card was opened" in pat.get(reverse("today")).content.decode()
    waiting = pat.get(page).content.decode()
    assert "Why was this needed?" in waiting
    assert "Answered" not in waiting
    for person in (cast.ana, cast.dee, cast.eli):
        assert signed_in(person).get(page).status_code == 404
    ria = officer(cast)
    assert "No question is open." in pat.get(page).content.decode(), "the privacy officer answers now"
    assert "A family asks" not in pat.get(reverse("today")).content.decode()
    answer_look_question(by=ria, pk=question.public_id, text="For the support.")
    answered = signed_in(ria).get(page).content.decode()
    assert "No question is open." in answered
    assert "Ria Records" in answered


def test_the_list_is_whom_each_question_is_for_and_asks_as_often_for_three(
    cast: Cast, mateo: Student
) -> None:
    people = [cast.pat, cast.dee, cast.ana, officer(cast)]
    near = Person.objects.create(given_name="Nia", family_name="Near")
    today = timezone.localdate()
    there = RoleAssignment.objects.create(
        person=near, organization=cast.lincoln, role=Role.PRIVACY_OFFICER, starts_on=today
    )
    ask(cast, mateo)
    for ended in (False, True):
        if ended:
            there.delete()
        for person in (*people, near):
            theirs = [one for one in LookQuestion.objects.all() if person in who_answers(one.student)]
            assert questions_to(person) == theirs, person
    with CaptureQueriesContext(connection) as one:
        questions_to(people[-1])
    for _more in range(2):
        look_at_student(by=cast.ben, pk=mateo.public_id)
    looks = JournalEntry.objects.filter(verb="student.looked_at").exclude(look_questions__isnull=False)
    for look in looks:
        ask_about_look(by=cast.eli, pk=mateo.public_id, look=look.hash, text="And this?")
    assert LookQuestion.objects.count() >= 2
    with CaptureQueriesContext(connection) as many:
        found = questions_to(people[-1])
    assert (len(found), len(many)) == (LookQuestion.objects.count(), len(one))
