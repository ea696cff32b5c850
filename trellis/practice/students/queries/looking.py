"""Who looked at a child's card, as the family reads it, and what a family asks about a look (S0-23)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.evidence.roster.models import Student
from trellis.kit.errors import NotFound
from trellis.people.access.queries import people_with_role
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry
from trellis.people.places.queries import ancestors_of
from trellis.practice.students.models import LookQuestion
from trellis.practice.students.queries.cards import looks_at

#: So many looks stand on the page of a family, the newest first.
MOST_LOOKS = 50


@dataclass(frozen=True)
class FamilyLook:
    """One look at the card, with what this family asked about it."""

    look: JournalEntry
    question: LookQuestion | None


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
