"""Who looked at a child's card, as the family reads it, and what a family asks about a look (S0-23)."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from trellis.evidence.roster.models import Student
from trellis.kit.errors import NotFound
from trellis.people.access.queries import people_with_role, places_with_role, roles_of
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry
from trellis.people.places.models import Organization
from trellis.people.places.queries import ancestors_of, ids_on_path
from trellis.practice.students.models import LookQuestion
from trellis.practice.students.queries.cards import look_words, looks_at

#: Who answers: the privacy officer, and where there is none the principal.
_ANSWERING = frozenset({Role.PRIVACY_OFFICER, Role.PRINCIPAL})
#: So many questions stand on the list.
MOST_QUESTIONS = 200
#: So many looks stand on the page of a family, the newest first.
MOST_LOOKS = 50


@dataclass(frozen=True)
class FamilyLook:
    """One look at the card, with what this family asked about it."""

    look: JournalEntry
    question: LookQuestion | None

    @property
    def words(self) -> str:
        """What the person who looked did."""
        return look_words(self.look)


def looks_for_family(child: Student, by: Person) -> list[FamilyLook]:
    """Return the looks at a person's own child, newest first; whoever asks was let in by `open_own_child`.

    Each guardian reads what they asked themself: parents who live apart do not read each other.
    """
    looks = list(looks_at(child)[:MOST_LOOKS])
    asked = {
        one.look_id: one
        for one in LookQuestion.objects.filter(look__in=looks, asked_by=by).select_related("answered_by")
    }
    return [FamilyLook(look, asked.get(look.pk)) for look in looks]


def who_answers(student: Student) -> list[Person]:
    """Return who answers families about looks: the privacy officer of the school or of the nearest place
    above it, else the principal. Empty where there is nobody.
    """
    school = student.school
    if school is None:
        return []
    for place in (school, *reversed(ancestors_of(school))):
        officers = list(people_with_role(place, {Role.PRIVACY_OFFICER}).order_by("pk"))
        if officers:
            return officers
    return list(people_with_role(school, {Role.PRINCIPAL}).order_by("pk"))


def answers_somewhere(by: Person) -> bool:
    """Say whether a person may be asked by families at all: as privacy officer or as principal."""
    return any(row.role in _ANSWERING for row in roles_of(by))


def questions_to(by: Person) -> list[LookQuestion]:
    """Return the questions of families that this person answers, those without an answer first, the longest
    waiting on top; then the answered ones, the newest first. Equals `who_answers`, question by question.
    """
    roles = [row for row in roles_of(by) if row.role in _ANSWERING]
    as_officer = {row.organization_id for row in roles if row.role == Role.PRIVACY_OFFICER}
    as_principal = {row.organization_id for row in roles if row.role == Role.PRINCIPAL}
    with_officer = places_with_role(Role.PRIVACY_OFFICER)
    reach = Q(student__school__in=as_principal)
    for place in Organization.objects.filter(pk__in=as_officer):
        reach |= Q(student__school__path__startswith=place.path)
    found = LookQuestion.objects.filter(reach).select_related(
        "student__school", "look__actor", "asked_by", "answered_by"
    )

    def is_theirs(question: LookQuestion) -> bool:
        school = question.student.school
        if school is None:
            return False
        nearest = next((pk for pk in reversed(ids_on_path(school)) if pk in with_officer), None)
        return nearest in as_officer if nearest is not None else school.pk in as_principal

    theirs = [question for question in found if is_theirs(question)]
    waiting = sorted((one for one in theirs if one.answered_at is None), key=lambda one: one.asked_at)
    return [*waiting, *(one for one in theirs if one.answered_at is not None)][:MOST_QUESTIONS]


def open_look_question(*, by: Person, pk: str) -> LookQuestion:
    """Return one question by its public id, for those who answer for the school.

    Raises:
        NotFound: for everybody else.
    """
    found = (
        LookQuestion.objects.select_related("student__school", "look__actor", "asked_by", "answered_by")
        .filter(public_id=pk)
        .first()
    )
    if found is None or by not in who_answers(found.student):
        raise NotFound(_("There is no such question, or it is not open to you."))
    return found
