"""One student: the card for those with a right to it, the log of who looked, a family's own child."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.imports.words.states import RowPurpose
from trellis.evidence.roster.models import Guardianship, Student
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.errors import NotFound
from trellis.people.access.queries import people_with_role
from trellis.people.access.words import STAFF_ROLES, ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import communities_seen, relations_to_community
from trellis.people.journal.models import JournalEntry
from trellis.people.journal.queries import entries_of_object
from trellis.practice.students.models import CardRight, GroupPlace, Strength, StudentProfile, Support
from trellis.practice.students.queries.care import running_supports, standing_adults
from trellis.practice.students.rules.may import may_see_card
from trellis.practice.students.words import STUDENT, Looked, RegroupingState

LOOKED = "student.looked_at"
#: A data steward opened a row of a results file that is about the student, as it was sent.
ROW_LOOKED = "student.row_looked_at"


def _missing() -> NotFound:
    return NotFound(_("There is no such student, or the card is not open to you."))


def teams_of_student(student: Student, *, by: Person) -> list[Community]:
    """Return the person's own teams that teach this student, so that need to know is real, not by school."""
    mine = communities_seen(by=by, kind=ObjectKind.SUPPORT, at_least=View.FULL)
    return [
        team
        for team in mine.order_by("pk")
        if students_of_community(community=team).filter(pk=student.pk).exists()
    ]


def standing_right(student: Student, person: Person, today: date | None = None) -> CardRight | None:
    """Return the right by which somebody outside the team may open the card, if there is one."""
    if not person.is_active:
        return None
    return CardRight.objects.filter(
        student=student, person=person, ends_on__gte=today or timezone.localdate()
    ).first()


@dataclass(frozen=True)
class Opened:
    """A student with the reason why this person may open the card."""

    student: Student
    teams: tuple[Community, ...]
    right: CardRight | None

    @property
    def may_change(self) -> bool:
        """Members of a team that teaches the student add to the card; one who was let in reads it."""
        return bool(self.teams)


def open_card(*, by: Person, pk: str) -> Opened:
    """Return a student whose card the person may open.

    Raises:
        NotFound: for everybody else, whatever their rank.
    """
    student = Student.objects.select_related("school").filter(public_id=pk, removed_at=None).first()
    if student is None:
        raise _missing()
    teams = teams_of_student(student, by=by)
    right = standing_right(student, by)
    relations = relations_to_community(by, teams[0]) if teams else frozenset()
    if not may_see_card(relations, is_ours=bool(teams), has_right=right is not None):
        raise _missing()
    return Opened(student, tuple(teams), right)


def open_support(*, by: Person, pk: str) -> Support:
    """Return one support by its public id, for those who may open the student's card.

    Raises:
        NotFound: for everybody else.
    """
    support = (
        Support.objects.select_related("student", "who", "community__organization")
        .filter(public_id=pk)
        .first()
    )
    if support is None:
        raise _missing()
    open_card(by=by, pk=support.student.public_id)
    return support


@dataclass(frozen=True)
class Card:
    """A student card: strengths come first."""

    student: Student
    profile: StudentProfile | None
    strengths: Sequence[Strength]
    adults: tuple[Person, ...]
    groups: Sequence[GroupPlace]
    running: Sequence[Support]
    ended: Sequence[Support]
    rights: Sequence[CardRight]

    @property
    def pronouns(self) -> str:
        """What the student or family said, else what the roster says, else nothing: never guessed."""
        return (self.profile.pronouns if self.profile else "") or self.student.pronouns


def card_of(student: Student, today: date | None = None) -> Card:
    """Return the card of a student; whoever asks was let in by `open_card`."""
    day = today or timezone.localdate()
    supports = Support.objects.filter(student=student).select_related("who", "community")
    places = GroupPlace.objects.filter(student=student, regrouping__state=RegroupingState.SETTLED)
    return Card(
        student=student,
        profile=StudentProfile.objects.filter(student=student).first(),
        strengths=list(Strength.objects.filter(student=student).select_related("seen_by")),
        adults=tuple(row.person for row in standing_adults([student])),
        groups=list(places.select_related("group__teacher", "regrouping")),
        running=list(running_supports([student], day)),
        ended=list(supports.filter(ended_on__lte=day).order_by("-ended_on")),
        rights=list(
            CardRight.objects.filter(student=student, ends_on__gte=day).select_related("person", "given_by")
        ),
    )


def looks_at(student: Student) -> QuerySet[JournalEntry]:
    """Return every look at a student's card, supports and rows of files, newest first, with who it was."""
    looks = entries_of_object(STUDENT, student.public_id).filter(verb__in=(LOOKED, ROW_LOOKED))
    return looks.select_related("actor")


def look_words(look: JournalEntry) -> str:
    """Say what somebody did who looked, beginning with the verb: “opened a support”."""
    if look.verb == ROW_LOOKED:
        reason = RowPurpose(look.data["purpose"]).label
        return _("opened a row of a results file as it was sent, with the reason “%(reason)s”") % {
            "reason": reason
        }
    return _("opened a support") if look.data.get("what") == Looked.SUPPORT else _("opened the student card")


def people_to_let_in(student: Student) -> list[Person]:
    """Return the staff of the student's school, by name."""
    if student.school is None:
        return []
    staff = people_with_role(student.school, STAFF_ROLES)
    return list(staff.order_by("family_name", "given_name", "pk"))


def children_of(by: Person) -> list[Student]:
    """Return the students a person speaks for, read live from the roster; ended guardianships show nobody."""
    if not by.is_active:
        return []
    rows = Guardianship.objects.filter(person=by, removed_at=None, student__removed_at=None)
    return list(
        Student.objects.filter(pk__in=rows.values("student_id")).order_by("given_name", "family_name", "pk")
    )


def open_own_child(*, by: Person, pk: str) -> Student:
    """Return a person's own child.

    Raises:
        NotFound: for every other student.
    """
    found = next((child for child in children_of(by) if child.public_id == pk), None)
    if found is None:
        raise _missing()
    return found
