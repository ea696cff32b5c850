"""Reads who looks after whom: roles of a place, invitations, administrators, changes of the policy."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.models import PolicyChange, RoleAssignment
from trellis.people.access.queries.standing import holding, relations_to_place, roles_of
from trellis.people.access.rules import grantable_roles, has_double_role, may
from trellis.people.access.words import STAFF_ROLES, Action, ObjectKind, Role
from trellis.people.accounts.models import Invitation, Person
from trellis.people.accounts.queries import with_way_in
from trellis.people.places.models import Organization
from trellis.people.places.queries import district_of, ids_on_path


def roles_in(organization: Organization, on: date | None = None) -> QuerySet[RoleAssignment]:
    """Return the roles that active persons hold at exactly this organization on a day, by name."""
    return (
        RoleAssignment.objects.filter(
            holding(on or timezone.localdate()), organization=organization, person__is_active=True
        )
        .select_related("person", "granted_by")
        .order_by("person__family_name", "person__given_name", "person_id", "role")
    )


def people_of(*, by: Person, pk: str) -> Organization:
    """Return the organization whose roles the person may look after.

    Raises:
        NotFound: when there is none, or its roles are not theirs to look after.
    """
    organization = Organization.objects.filter(public_id=pk).first()
    if organization is None or not grantable_roles(relations_to_place(by, organization)):
        raise NotFound(_("There is no such place, or it is not open to you."))
    return organization


def open_role(*, by: Person, organization: Organization, pk: str) -> RoleAssignment:
    """Return a role of this organization that the person may look after.

    Raises:
        NotFound: when there is none.
    """
    people_of(by=by, pk=organization.public_id)
    assignment = (
        RoleAssignment.objects.filter(organization=organization, public_id=pk)
        .select_related("person")
        .first()
    )
    if assignment is None:
        raise NotFound(_("There is no such role here."))
    return assignment


def person_in(organization: Organization, pk: str) -> Person:
    """Return an active person with a role anywhere in the district of this organization.

    Raises:
        NotFound: when there is none.
    """
    held = RoleAssignment.objects.filter(
        holding(timezone.localdate()), organization__path__startswith=district_of(organization).path
    )
    person = Person.objects.filter(is_active=True, public_id=pk, pk__in=held.values("person_id")).first()
    if person is None:
        raise NotFound(_("There is no such person here."))
    return person


def open_invitations(organization: Organization) -> QuerySet[Invitation]:
    """Return the invitations of people with a role here that wait for an answer, newest first."""
    held = RoleAssignment.objects.filter(holding(timezone.localdate()), organization=organization)
    return (
        Invitation.objects.filter(
            accepted_at=None,
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
            person__is_active=True,
            person_id__in=held.values("person_id"),
        )
        .select_related("person", "invited_by")
        .order_by("-invited_at")
    )


def administrators_of(organization: Organization, on: date | None = None) -> QuerySet[Person]:
    """Return the site administrators of a place: those of it and of what it lies in."""
    held = RoleAssignment.objects.filter(
        holding(on or timezone.localdate()),
        organization_id__in=ids_on_path(organization),
        role=Role.SITE_ADMINISTRATOR,
    )
    return Person.objects.filter(is_active=True, pk__in=held.values("person_id"))


def affected_by_policy(organization: Organization, on: date | None = None) -> QuerySet[Person]:
    """Return everyone who works or belongs under an organization's policy: all with a role here or below."""
    held = RoleAssignment.objects.filter(
        holding(on or timezone.localdate()), organization__path__startswith=organization.path
    )
    return Person.objects.filter(is_active=True, pk__in=held.values("person_id"))


def coming_policy_change(organization: Organization, on: date | None = None) -> PolicyChange | None:
    """Return the announced change that is not in force yet, here or above, or nothing.

    What a later announcement for the same place overtakes or calls off is not coming any more.
    """
    day = on or timezone.localdate()
    changes = list(
        PolicyChange.objects.filter(organization_id__in=ids_on_path(organization))
        .select_related("organization", "changed_by")
        .order_by("id")
    )
    coming = [
        change
        for change in changes
        if change.effective_on > day
        and not any(
            later.pk > change.pk
            and later.organization_id == change.organization_id
            and later.effective_on <= change.effective_on
            for later in changes
        )
    ]
    return min(coming, key=lambda change: (change.effective_on, change.pk), default=None)


def needs_password(person: Person) -> bool:
    """Say whether the person signs in with more than a link by mail: everybody who is staff somewhere."""
    return any(assignment.role in STAFF_ROLES for assignment in roles_of(person))


def open_invitation(organization: Organization, pk: str) -> Invitation:
    """Return an open invitation of someone with a role here.

    Raises:
        NotFound: when there is none.
    """
    invitation = open_invitations(organization).filter(public_id=pk).first()
    if invitation is None:
        raise NotFound(_("There is no such invitation here."))
    return invitation


@dataclass(frozen=True)
class PersonWithRoles:
    """A person of a place as those see them who look after it.

    Attributes:
        roles: each role with whether the reader may end it.
        can_sign_in: whether they have a way in; those without can be invited.
        may_invite: whether the reader may invite them.
        has_double_role: coach and leader of the same school at once: to be talked about.
    """

    person: Person
    roles: tuple[tuple[RoleAssignment, bool], ...]
    can_sign_in: bool
    may_invite: bool
    has_double_role: bool


def people_with_roles(organization: Organization, *, by: Person) -> list[PersonWithRoles]:
    """Return everybody with a role at exactly this place, by name, with what the reader may do."""
    grantable = grantable_roles(relations_to_place(by, organization))
    held: dict[int, list[RoleAssignment]] = {}
    for assignment in roles_in(organization):
        held.setdefault(assignment.person_id, []).append(assignment)
    people = [rows[0].person for rows in held.values()]
    ways = with_way_in(people)
    return [
        PersonWithRoles(
            person=rows[0].person,
            roles=tuple((row, row.role in grantable and row.person_id != by.pk) for row in rows),
            can_sign_in=rows[0].person_id in ways,
            may_invite=rows[0].person_id not in ways
            and rows[0].person_id != by.pk
            and all(row.role in grantable for row in rows),
            has_double_role=has_double_role(row.role for row in rows),
        )
        for rows in held.values()
    ]


def people_to_grant(organization: Organization, *, by: Person) -> list[tuple[str, str]]:
    """Return who could be given a role here: public id and name of everybody in the same tree but oneself."""
    people = affected_by_policy(district_of(organization)).exclude(pk=by.pk)
    return [(person.public_id, person.full_name) for person in people]


def sentence_after_grant(assignment: RoleAssignment) -> str:
    """Say that a role was given, and what to think of when it makes a double role (threat 7)."""
    name = assignment.person.full_name
    given = _("%(name)s now has this role.") % {"name": name}
    held = roles_in(assignment.organization).filter(person=assignment.person)
    if not has_double_role(held.values_list("role", flat=True)):
        return given
    double = _(
        "%(name)s now coaches and leads at the same school. Who evaluates teachers should not also watch "
        "them learn: agree openly who does which."
    ) % {"name": name}
    return f"{given} {double}"


def may_change_policy(*, by: Person, organization: Organization) -> bool:
    """Say whether the person may announce a change of this organization's policy."""
    return may(Action.UPDATE, ObjectKind.SETTING, relations_to_place(by, organization))


def organization_to_set_policy(*, by: Person, pk: str) -> Organization:
    """Return the organization whose policy the person may change.

    Raises:
        NotFound: when there is none, or its policy is not theirs to change.
    """
    organization = Organization.objects.filter(public_id=pk).first()
    if organization is None or not may_change_policy(by=by, organization=organization):
        raise NotFound(_("There is no such place, or it is not open to you."))
    return organization


def home_of(person: Person) -> Organization | None:
    """Return the organization of the person's own work: the deepest place they hold a role at, or nothing."""
    held = roles_of(person)
    return max((row.organization for row in held), key=lambda place: place.path.count("/"), default=None)


def homes_of(people: Collection[int]) -> dict[int, Organization]:
    """Return the organization of their own work for these people (ids), in one query; as ``home_of``."""
    rows = RoleAssignment.objects.filter(
        holding(timezone.localdate()), person_id__in=people, person__is_active=True
    ).select_related("organization")
    homes: dict[int, Organization] = {}
    for row in rows:
        known = homes.get(row.person_id)
        if known is None or row.organization.path.count("/") > known.path.count("/"):
            homes[row.person_id] = row.organization
    return homes
