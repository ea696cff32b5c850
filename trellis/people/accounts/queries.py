"""Reads persons and their ways in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.accounts.models import Invitation, Person, SignInLink
from trellis.people.accounts.rules import digest_of_token, is_open_invitation, is_open_link


def person_of_proved_address(email: str) -> Person | None:
    """Return the active person who has proved this address, or nothing."""
    address = (
        EmailAddress.objects.filter(email__iexact=email.strip(), verified=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    return address.user if address else None


def proved_address_of(person: Person) -> str:
    """Return the address that mails go to: the proved one, else nothing."""
    address = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "id").first()
    return str(address.email) if address else ""


def with_way_in(people: list[Person]) -> set[int]:
    """Return the ids of those of these people who have any way in, in two queries."""
    proved = EmailAddress.objects.filter(user__in=people, verified=True).values_list("user_id", flat=True)
    bound = SocialAccount.objects.filter(user__in=people).values_list("user_id", flat=True)
    return {*proved, *bound}


def can_sign_in(person: Person) -> bool:
    """Say whether the person has any way in: a proved address or an account of the district's sign-in."""
    return bool(with_way_in([person]))


def invitation_of_token(token: str, now: datetime | None = None) -> Invitation:
    """Return the open invitation with this secret.

    Raises:
        NotFound: when there is none, or it was used, withdrawn or is too old.
    """
    invitation = (
        Invitation.objects.filter(token_digest=digest_of_token(token)).select_related("person").first()
    )
    if invitation is None or not is_open_invitation(invitation, now or timezone.now()):
        raise NotFound(
            _("This invitation no longer works: it was used, taken back, or is too old. Ask for a new one.")
        )
    return invitation


def open_invitation_to(email: str, now: datetime | None = None) -> Invitation | None:
    """Return the newest open invitation that was sent to this address, or nothing."""
    moment = now or timezone.now()
    rows = (
        Invitation.objects.filter(email__iexact=email.strip(), accepted_at=None, withdrawn_at=None)
        .select_related("person")
        .order_by("-invited_at")
    )
    return next((row for row in rows if is_open_invitation(row, moment)), None)


def link_of_token(token: str, now: datetime | None = None) -> SignInLink:
    """Return the sign-in link with this secret, still unused.

    Raises:
        NotFound: when there is none, or it was used or is too old.
    """
    link = SignInLink.objects.filter(token_digest=digest_of_token(token)).select_related("person").first()
    if link is None or not is_open_link(link, now or timezone.now()):
        raise NotFound(
            _("This link no longer works: it opens the door once and for half an hour. Ask for a new one.")
        )
    return link


@dataclass(frozen=True)
class OpenSession:
    """One browser in which a person is signed in."""

    pk: int
    began_at: datetime
    seen_at: datetime
    browser: str
    ip: str
    is_this_one: bool


def open_sessions(person: Person, *, current_key: str = "") -> list[OpenSession]:
    """Return where the person is signed in, this browser first; ended ones are swept out on the way."""
    rows = [
        OpenSession(
            pk=row.pk,
            began_at=row.created_at,
            seen_at=row.last_seen_at,
            browser=browser_name(row.user_agent),
            ip=str(row.ip),
            is_this_one=row.session_key == current_key,
        )
        for row in UserSession.objects.purge_and_list(person)
    ]
    return sorted(rows, key=lambda row: (not row.is_this_one, -row.seen_at.timestamp()))


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("CrOS", "ChromeOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Return a browser and system in words a person recognises: “Chrome, ChromeOS”."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), _("Another browser"))
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return f"{browser}, {system}" if system else browser


@dataclass(frozen=True)
class SignInWays:
    """The ways in that a person has."""

    address: str
    has_password: bool
    passkeys: int
    has_authenticator_app: bool
    recovery_codes_left: int
    district_accounts: tuple[str, ...]


def sign_in_ways(person: Person) -> SignInWays:
    """Return the ways in of a person."""
    means = list(Authenticator.objects.filter(user=person))
    codes = next((row for row in means if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return SignInWays(
        address=proved_address_of(person),
        has_password=person.has_usable_password(),
        passkeys=sum(1 for row in means if row.type == Authenticator.Type.WEBAUTHN),
        has_authenticator_app=any(row.type == Authenticator.Type.TOTP for row in means),
        recovery_codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
        district_accounts=tuple(
            SocialAccount.objects.filter(user=person).order_by("pk").values_list("provider", flat=True)
        ),
    )
