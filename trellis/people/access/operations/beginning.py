"""How an installation begins, and how its tree grows by hand."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.operations.roles import grant_role
from trellis.people.access.queries import relations_to_place
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind, Role
from trellis.people.accounts.models import Invitation, Person
from trellis.people.accounts.operations import add_person
from trellis.people.accounts.rules import digest_of_token, new_token
from trellis.people.accounts.words import INVITATION_DAYS
from trellis.people.places import operations as places
from trellis.people.places.models import Organization
from trellis.people.places.rules import may_lie_in
from trellis.people.places.words import OrganizationKind


@transaction.atomic
def begin_installation(
    *,
    name: str,
    given_name: str,
    family_name: str,
    email: str,
    kind: OrganizationKind = OrganizationKind.DISTRICT,
    now: datetime | None = None,
) -> tuple[Person, str]:
    """Found the top of the tree and its first administrator; return them and the secret of their invitation.

    Only who has the machine itself can do this, and only once: everybody else is invited by a person.

    Raises:
        Conflict: when there is an organization or a person already.
        Invalid: without names or a usable address.
    """
    if Organization.objects.exists() or Person.objects.exists():
        raise Conflict(
            _("This database has its organization and people already. They invite whom they want.")
        )
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(_("Write an e-mail address, like ana@school.org.")) from error
    if not given_name.strip() or not family_name.strip():
        raise Invalid(_("Give the first administrator a name."))
    top = places.found_organization(by=None, kind=kind, name=name)
    person = add_person(by=None, given_name=given_name, family_name=family_name, contact_email=address)
    grant_role(by=None, person=person, organization=top, role=Role.SITE_ADMINISTRATOR)
    moment, token = now or timezone.now(), new_token()
    Invitation.objects.create(
        person=person,
        email=address,
        token_digest=digest_of_token(token),
        invited_by=person,
        invited_at=moment,
        expires_at=moment + timedelta(days=INVITATION_DAYS),
    )
    return person, token


def may_add_place(by: Person, parent: Organization) -> bool:
    """Say whether the person may add schools and departments below a place."""
    return may(Action.CREATE, ObjectKind.ORGANIZATION, relations_to_place(by, parent))


def kinds_below(parent: Organization) -> list[OrganizationKind]:
    """Return what can lie directly in a place."""
    return [kind for kind in OrganizationKind if may_lie_in(kind, OrganizationKind(parent.kind))]


def add_place(
    *, by: Person, parent: Organization, kind: OrganizationKind, name: str, local_code: str = ""
) -> Organization:
    """Add a school, a department or an area by hand: most rosters know no departments.

    Raises:
        Refused: for everybody but site administrators.
        Invalid: without a name, where this kind cannot lie, or when one of this name lies there.
    """
    if not may_add_place(by, parent):
        raise Refused(_("Only site administrators add places."))
    if parent.children.filter(name__iexact=name.strip(), closed_on=None).exists():
        raise Invalid(
            _("There is one of this name already."), {"name": _("Choose another name, or use that one.")}
        )
    return places.found_organization(
        by=by, kind=kind, name=name, parent=parent, local_code=local_code.strip()
    )
