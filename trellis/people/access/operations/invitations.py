"""People come in by invitation only: nobody signs up by themself."""

from datetime import datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.operations.roles import check_may_grant, grant_role
from trellis.people.access.queries import needs_password, roles_of
from trellis.people.access.words import Role
from trellis.people.accounts import tasks
from trellis.people.accounts.models import Invitation, Person
from trellis.people.accounts.operations import add_person, check_password
from trellis.people.accounts.queries import can_sign_in, invitation_of_token, open_invitation_to
from trellis.people.accounts.rules import digest_of_token, new_token
from trellis.people.accounts.words import INVITATION_DAYS, Language
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell
from trellis.people.places.models import Organization


def _note(by: Person | None, invitation: Invitation, verb: str) -> None:
    record(
        by=by,
        verb=f"invitation.{verb}",
        object_kind="person",
        object_id=invitation.person.public_id,
        data={"invitation": invitation.public_id},
    )


def _checked_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(
            _("The invitation was not sent."), {"email": _("Write an e-mail address, like ana@school.org.")}
        ) from error
    return address


@transaction.atomic
def invite_newcomer(
    *,
    by: Person,
    organization: Organization,
    given_name: str,
    family_name: str,
    email: str,
    role: Role,
    language: str = Language.ENGLISH,
    now: datetime | None = None,
) -> Invitation:
    """Make a new person known, with a first role, and invite them.

    Raises:
        Refused: when ``by`` may not give this role here.
        Invalid: without a name or a usable address.
        Conflict: when someone with this address is known already.
    """
    address = _checked_address(email)
    known = Q(contact_email__iexact=address) | Q(
        emailaddress__email__iexact=address, emailaddress__verified=True
    )
    if Person.objects.filter(known, is_active=True).exists():
        raise Conflict(_("Someone with this address is known already. Look for them in the list."))
    person = add_person(
        by=by,
        given_name=given_name,
        family_name=family_name,
        contact_email=address,
        language=Language(language) if language in Language else Language.ENGLISH,
    )
    grant_role(by=by, person=person, organization=organization, role=role)
    return invite_person(by=by, person=person, email=address, now=now)


@transaction.atomic
def invite_person(*, by: Person, person: Person, email: str = "", now: datetime | None = None) -> Invitation:
    """Send a known person, who cannot sign in yet, an invitation; earlier ones stop working.

    Who invites chooses the address, and with it who will hold the account. So one may invite only people all
    of whose roles one may give, and never someone who signs in already.

    Raises:
        Refused: when ``by`` may not give every role of the person.
        Invalid: for an address that is none.
        Conflict: when the person signs in already, has left, or the address belongs to somebody else.
    """
    held = roles_of(person)
    if not held:
        raise Refused(_("Give this person a role first."))
    for assignment in held:
        check_may_grant(by, person, assignment.organization, Role(assignment.role))
    if can_sign_in(person):
        raise Conflict(_("%(name)s can sign in already.") % {"name": person.full_name})
    address = _checked_address(email or person.contact_email)
    if EmailAddress.objects.filter(email__iexact=address, verified=True).exists():
        raise Conflict(_("This address belongs to somebody else's account."))
    moment = now or timezone.now()
    person.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=moment)
    invitation = Invitation.objects.create(
        person=person,
        email=address,
        token_digest=digest_of_token(new_token()),  # the real one is made when the mail is written
        invited_by=by,
        invited_at=moment,
        expires_at=moment + timedelta(days=INVITATION_DAYS),
    )
    _note(by, invitation, "sent")
    transaction.on_commit(partial(tasks.mail_invitation.enqueue, invitation.pk))
    return invitation


@transaction.atomic
def withdraw_invitation(*, by: Person, invitation: Invitation, now: datetime | None = None) -> Invitation:
    """Take an invitation back.

    Raises:
        Refused: when ``by`` may not give every role of the person.
        Conflict: when it was accepted or taken back already.
    """
    for assignment in roles_of(invitation.person):
        check_may_grant(by, invitation.person, assignment.organization, Role(assignment.role))
    open_rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not open_rows.update(withdrawn_at=now or timezone.now()):
        raise Conflict(_("This invitation was accepted or taken back already."))
    invitation.refresh_from_db()
    _note(by, invitation, "withdrawn")
    return invitation


def _accept(invitation: Invitation, moment: datetime) -> Person:
    """Use an invitation up and prove its address for its person; only one of two at once succeeds."""
    open_rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not open_rows.update(accepted_at=moment):
        raise NotFound(_("This invitation no longer works: it was used or taken back."))
    person = invitation.person
    if (
        EmailAddress.objects.filter(email__iexact=invitation.email, verified=True)
        .exclude(user=person)
        .exists()
    ):
        raise Conflict(_("This address belongs to somebody else's account. Ask for a new invitation."))
    EmailAddress.objects.update_or_create(
        user=person, email=invitation.email.lower(), defaults={"verified": True, "primary": True}
    )
    _note(person, invitation, "accepted")
    if invitation.invited_by_id != person.pk:  # the first administrator was invited by the machine
        tell(people=[invitation.invited_by], kind="invitation.accepted", words={"person": person.full_name})
    return person


@transaction.atomic
def accept_invitation(
    *, token: str, password: str = "", preferred_name: str = "", now: datetime | None = None
) -> Person:
    """Accept an invitation: the address is proved, and the person can sign in.

    Families and partners may go without a password; they come in by a link in a mail.

    Raises:
        NotFound: when it was used, taken back or is too old.
        Invalid: for staff without a password, or one too short or common.
    """
    moment = now or timezone.now()
    invitation = invitation_of_token(token, moment)
    person = invitation.person
    if password:
        check_password(password, person)
        person.set_password(password)
    elif needs_password(person):
        raise Invalid(
            _("The invitation is still open."), {"password": _("Choose a password of 15 characters or more.")}
        )
    if preferred_name.strip() and preferred_name.strip() != person.given_name:
        person.preferred_name = preferred_name.strip()
    person.save(update_fields=["password", "preferred_name"])
    return _accept(invitation, moment)


@transaction.atomic
def accept_by_district_account(*, email: str, now: datetime | None = None) -> Person:
    """Accept the open invitation to an address which the district's own sign-in has just proved.

    What else the district's sign-in claims (groups, titles) gives no role: roles come from people here.

    Raises:
        NotFound: when no invitation to this address is open.
    """
    moment = now or timezone.now()
    invitation = open_invitation_to(email, moment)
    if invitation is None:
        raise NotFound(_("Nobody has invited this address yet."))
    return _accept(invitation, moment)
