"""Reads who looks after whom: roles of a place, invitations, administrators, changes of the policy."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.models import PolicyChange, RoleAssignment
from trellis.people.access.queries.standing import holding, relations_to_place, roles_of
from trellis.people.access.rules import grantable_roles
from trellis.people.access.words import STAFF_ROLES, Role
from trellis.people.accounts.models import Invitation, Person
from trellis.people.places.models import Organization
from trellis.people.places.queries import ids_on_path


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
        RoleAssignment.objects.filter(organization=organization, public_id=pk).select_related("person").first()
    )
    if assignment is None:
        raise NotFound(_("There is no such role here."))
    return assignment


def person_in(organization: Organization, pk: str) -> Person:
    """Return an active person with a role at this organization or below it.

    Raises:
        NotFound: when there is none.
    """
    held = RoleAssignment.objects.filter(
        holding(timezone.localdate()), organization__path__startswith=organization.path
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
    """Return the announced change that is not in force yet, here or above, or nothing."""
    return (
        PolicyChange.objects.filter(
            organization_id__in=ids_on_path(organization), effective_on__gt=on or timezone.localdate()
        )
        .select_related("organization", "changed_by")
        .order_by("effective_on", "id")
        .first()
    )


def needs_password(person: Person) -> bool:
    """Say whether the person signs in with more than a link by mail: everybody who is staff somewhere."""
    return any(assignment.role in STAFF_ROLES for assignment in roles_of(person))
