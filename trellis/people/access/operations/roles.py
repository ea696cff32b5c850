"""Roles begin and end. Raised ones are told to the other administrators; nobody raises themself."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.operations.changes import announce_access_change
from trellis.people.access.queries import administrators_of, holding, relations_to_place, roles_of
from trellis.people.access.rules import is_raised, may_grant_role
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.accounts.operations import close_account
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell
from trellis.people.places.models import Organization


def check_may_grant(by: Person | None, person: Person, organization: Organization, role: Role) -> None:
    """Refuse unless ``by`` may give or take this role there; nobody stands for the system itself.

    Raises:
        Refused: with the reason.
    """
    if by is None:
        return
    if by.pk == person.pk:
        raise Refused(_("Nobody can give themself a role. Ask another administrator."))
    if not may_grant_role(role, relations_to_place(by, organization), to_self=False):
        raise Refused(_("You cannot give or end the role “%(role)s” here.") % {"role": role.label})


def _write_journal(by: Person | None, assignment: RoleAssignment, verb: str) -> None:
    record(
        by=by,
        verb=f"role.{verb}",
        object_kind="person",
        object_id=assignment.person.public_id,
        organization_id=assignment.organization_id,
        data={
            "role": assignment.role,
            "starts_on": assignment.starts_on,
            "ends_on": assignment.ends_on,
            "assignment": assignment.public_id,
        },
    )


def _tell(by: Person | None, assignment: RoleAssignment, verb: str) -> None:
    """Tell the person; tell the other administrators too when the role stands above a teacher's."""
    place, person = assignment.organization, assignment.person
    role = Role(assignment.role)
    words = {"role": role.value, "place": place.name, "person": person.full_name}
    path = reverse("open-organization", args=[place.public_id])
    if by is None or by.pk != person.pk:
        tell(people=[person], kind=f"role.{verb}", words=words, path=path)
    if by is not None and is_raised(role):
        others = administrators_of(place).exclude(pk__in=[by.pk, person.pk])
        path = reverse("people-of", args=[place.public_id])
        tell(people=others, kind=f"role.{verb}_by", words={**words, "by": by.full_name}, path=path)


@transaction.atomic
def grant_role(
    *,
    by: Person | None,
    person: Person,
    organization: Organization,
    role: Role,
    starts_on: date | None = None,
    ends_on: date | None = None,
    from_import: bool = False,
) -> RoleAssignment:
    """Give a person a role in an organization for a time. ``by`` is nobody for set-up and imports.

    Raises:
        Refused: when ``by`` may not, gives it to themself, or an import would grant a raised role.
        Invalid: when it ends before it starts.
        Conflict: when the person has left or holds the role already.
    """
    check_may_grant(by, person, organization, role)
    if from_import and is_raised(role):
        raise Refused(_("An import never grants the role “%(role)s”.") % {"role": role.label})
    day = starts_on or timezone.localdate()
    if not person.is_active:
        raise Conflict(_("%(name)s has left.") % {"name": person.full_name})
    if ends_on is not None and ends_on < day:
        raise Invalid(_("A role ends on or after the day it starts."), {"ends_on": _("Choose a later day.")})
    same = RoleAssignment.objects.filter(person=person, organization=organization, role=role)
    if same.filter(Q(ends_on=None) | Q(ends_on__gte=day)).exists():
        raise Conflict(_("%(name)s has this role here already.") % {"name": person.full_name})
    assignment = RoleAssignment.objects.create(
        person=person,
        organization=organization,
        role=role,
        starts_on=day,
        ends_on=ends_on,
        granted_by=by,
        from_import=from_import,
    )
    _write_journal(by, assignment, "granted")
    announce_access_change([person])
    if by is not None:
        _tell(by, assignment, "granted")
    return assignment


def _check_not_last(assignment: RoleAssignment) -> None:
    if assignment.role != Role.SITE_ADMINISTRATOR:
        return
    others = administrators_of(assignment.organization).exclude(pk=assignment.person_id)
    if not others.exists():
        raise Conflict(_("Name another site administrator first: someone has to look after this place."))


def _end(assignment: RoleAssignment) -> None:
    """End a role as of yesterday, so that access is gone at the next request and in open sockets."""
    assignment.ends_on = timezone.localdate() - timedelta(days=1)
    assignment.starts_on = min(assignment.starts_on, assignment.ends_on)
    assignment.save(update_fields=["starts_on", "ends_on"])
    announce_access_change([assignment.person])


@transaction.atomic
def end_role(*, by: Person | None, assignment: RoleAssignment) -> RoleAssignment:
    """End a role: access is gone at the next request. One may always end one's own.

    Raises:
        Refused: when ``by`` may not.
        Conflict: when it has ended, or nobody would look after the place.
    """
    if by is None or by.pk != assignment.person_id:
        check_may_grant(by, assignment.person, assignment.organization, Role(assignment.role))
    assignment = (
        RoleAssignment.objects.select_for_update(of=("self",))
        .select_related("person", "organization")
        .get(pk=assignment.pk)
    )
    if assignment.ends_on is not None and assignment.ends_on < timezone.localdate():
        raise Conflict(_("This role has already ended."))
    _check_not_last(assignment)
    _end(assignment)
    _write_journal(by, assignment, "ended")
    _tell(by, assignment, "ended")
    return assignment


@transaction.atomic
def leave_organization(*, by: Person, organization: Organization) -> int:
    """End all one's own roles in an organization and below it; return how many.

    Raises:
        Conflict: when one has none there, or nobody would look after a place.
    """
    held = [row for row in roles_of(by) if row.organization.path.startswith(organization.path)]
    if not held:
        raise Conflict(_("You have no role here."))
    for assignment in held:
        end_role(by=by, assignment=assignment)
    return len(held)


@transaction.atomic
def remove_person(*, by: Person, person: Person) -> Person:
    """Take a person who left out of the installation: roles end, access and sockets close at once.

    Raises:
        Refused: when ``by`` may not end every role the person holds, or means themself.
        Conflict: when the person has left already, or nobody would look after a place.
    """
    current = RoleAssignment.objects.filter(holding(timezone.localdate()), person=person).select_related(
        "organization", "person"
    )
    held = list(current)
    if by.pk == person.pk or not held:
        raise Refused(_("You cannot do this for this person."))
    for assignment in held:
        check_may_grant(by, person, assignment.organization, Role(assignment.role))
    for assignment in held:
        _check_not_last(assignment)
        _end(assignment)
        _write_journal(by, assignment, "ended")
    return close_account(by=by, person=person)
