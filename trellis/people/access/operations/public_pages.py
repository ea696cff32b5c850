"""Changes that the policy guards."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.queries import holding, relations_to_place
from trellis.people.access.rules import may
from trellis.people.access.words import RAISED_ROLES, Action, ObjectKind, Relation, Role
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization, PublicPage
from trellis.people.places.operations import change_logo, write_public_page
from trellis.people.places.words import Accent


@transaction.atomic
def change_public_page(
    *,
    by: Person,
    organization: Organization,
    model_name: Mapping[str, str],
    welcome: Mapping[str, str],
    accent: Accent,
    publish: bool,
    logo: bytes | None = None,
    logo_alt: Mapping[str, str] | None = None,
) -> PublicPage:
    """Write name, welcome, colour and, if given, logo of an organization's public page, all or nothing.

    Raises:
        Refused: for everybody whom the policy does not let write it.
        Invalid: as `places.operations` says.
    """
    if not may(Action.UPDATE, ObjectKind.PUBLIC_PAGE, relations_to_place(by, organization)):
        raise Refused(_("Only leaders and administrators write the public page."))
    page = write_public_page(
        by=by,
        organization=organization,
        model_name=model_name,
        welcome=welcome,
        accent=accent,
        publish=publish,
    )
    if logo is not None:
        page = change_logo(by=by, page=page, content=logo, alt=logo_alt or {})
    return page


@transaction.atomic
def grant_role(
    *,
    by: Person | None,
    person: Person,
    organization: Organization,
    role: Role,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleAssignment:
    """Give a person a role in an organization from a day on (default: today); ``by=None`` is the system.

    Raises:
        Refused: for everybody whom the policy does not let grant roles; roles that lead or see more than a
            team's are granted by administrators alone.
        Invalid: when it ends before it starts.
        Conflict: when the person holds this role there already.
    """
    starts_on = starts_on or timezone.localdate()
    if by is not None:
        relations = relations_to_place(by, organization)
        if not may(Action.CREATE, ObjectKind.ROLE, relations):
            raise Refused(_("Only administrators and district leaders give roles."))
        if role in RAISED_ROLES and Relation.ADMINISTRATOR not in relations:
            raise Refused(_("Only an administrator gives this role."))
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(_("A role ends on or after the day it starts."), {"ends_on": _("Choose a later day.")})
    if person.roles.filter(holding(starts_on), organization=organization, role=role).exists():
        raise Conflict(_("%(name)s holds this role here already.") % {"name": person.full_name})
    assignment = RoleAssignment.objects.create(
        person=person,
        organization=organization,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=by,
    )
    record(
        by=by,
        verb="role.granted",
        object_kind="person",
        object_id=person.public_id,
        organization_id=organization.pk,
        data={"role": str(role), "starts_on": starts_on, "ends_on": ends_on},
    )
    return assignment
