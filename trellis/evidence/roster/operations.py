"""Proposes teams that the roster shows: people who share a grade, a course, a subject or a role (S0-12)."""

from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.roster.models import Teaching
from trellis.evidence.roster.queries import running
from trellis.evidence.roster.rules import may_propose_teams
from trellis.evidence.roster.words import ROLES_OF_TEAMS, RosterRule
from trellis.kit.errors import Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.queries import holding, relations_to_place
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.operations import propose_community
from trellis.people.communities.words import FormationBasis
from trellis.people.places.models import Organization

#: (school, value of the rule, name of the team, person) for everybody whom a rule brings together.
Found = Iterator[tuple[Organization, str, str, Person]]


@transaction.atomic
def propose_teams(*, by: Person, organization: Organization, rule: RosterRule) -> list[Community]:
    """Propose one team for each grade, course, department or role that at least two people of a school share.

    What one person does alone makes no team: coverage lists that person as alone. A proposal that was made
    before, answered or not, is not made again.

    Raises:
        Refused: for everybody but data stewards.
    """
    if not may_propose_teams(relations_to_place(by, organization)):
        raise Refused(_("Only a data steward can propose teams from the roster."))
    names: dict[tuple[Organization, str], str] = {}
    people: dict[tuple[Organization, str], dict[int, Person]] = defaultdict(dict)
    for school, value, name, person in _WAYS[rule](organization):
        names[(school, value)] = name
        people[(school, value)][person.pk] = person
    proposed = [
        propose_community(
            by=by,
            organization=key[0],
            name=names[key][:255],
            people=list(together.values()),
            roster_rule={str(rule): key[1]},
            formed_by=_FORMED_BY.get(rule, FormationBasis.STUDENTS),
        )
        for key, together in people.items()
        if len(together) > 1
    ]
    return [community for community in proposed if community is not None]


def _taught(organization: Organization) -> Iterator[Teaching]:
    yield from (
        Teaching.objects.filter(
            running(timezone.localdate()),
            school_class__removed_at=None,
            school_class__school__path__startswith=organization.path,
            person__is_active=True,
        )
        .select_related("person", "school_class__school", "school_class__course")
        .order_by("school_class__school_id", "person_id", "id")
    )


def _by_grade(organization: Organization) -> Found:
    for teaching in _taught(organization):
        for grade in teaching.school_class.grades:
            name = _("Grade %(grade)s team") % {"grade": grade.lstrip("0") or grade}
            yield teaching.school_class.school, grade, name, teaching.person


def _by_course(organization: Organization) -> Found:
    for teaching in _taught(organization):
        course = teaching.school_class.course
        if course is not None:
            name = _("%(course)s team") % {"course": course.title}
            yield teaching.school_class.school, course.public_id, name, teaching.person


def _by_department(organization: Organization) -> Found:
    for teaching in _taught(organization):
        course = teaching.school_class.course
        subjects = teaching.school_class.subjects or (course.subjects if course else [])
        for subject in subjects:
            name = _("%(subject)s department") % {"subject": subject}
            yield teaching.school_class.school, subject, name, teaching.person


def _by_role(organization: Organization) -> Found:
    held = RoleAssignment.objects.filter(
        holding(timezone.localdate()),
        organization__path__startswith=organization.path,
        role__in=ROLES_OF_TEAMS,
        person__is_active=True,
    )
    for assignment in held.select_related("person", "organization").order_by("organization_id", "person_id"):
        name = _("%(role)s team") % {"role": Role(assignment.role).label}
        yield assignment.organization, assignment.role, name, assignment.person


_WAYS = {
    RosterRule.GRADE: _by_grade,
    RosterRule.COURSE: _by_course,
    RosterRule.DEPARTMENT: _by_department,
    RosterRule.ROLE: _by_role,
}
_FORMED_BY = {RosterRule.DEPARTMENT: FormationBasis.RESPONSIBILITY, RosterRule.ROLE: FormationBasis.ROLE}
