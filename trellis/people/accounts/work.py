"""What the worker does for accounts. Each piece may run twice without harm."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from trellis.kit.mail import Letter, LetterItem, send_letter
from trellis.people.accounts.models import Invitation, Person, SignInLink
from trellis.people.accounts.queries import person_of_proved_address, proved_address_of
from trellis.people.accounts.rules import digest_of_token, is_open_invitation, new_token
from trellis.people.accounts.words import (
    SIGN_IN_LINK_KEPT_DAYS,
    SIGN_IN_LINK_MINUTES,
    SIGN_IN_LINKS_AN_HOUR,
)


def absolute(path: str) -> str:
    """Return a path of this site as people reach it from a mail."""
    return f"{settings.SITE_URL}{path}"


def issue_sign_in_link(*, person: Person, next_path: str = "", now: datetime | None = None) -> str:
    """Make a link that signs the person in once; return its full address. Only a digest is stored."""
    moment = now or timezone.now()
    token = new_token()
    SignInLink.objects.create(
        person=person,
        token_digest=digest_of_token(token),
        next_path=next_path[:500],
        made_at=moment,
        expires_at=moment + timedelta(minutes=SIGN_IN_LINK_MINUTES),
    )
    return absolute(reverse("use-sign-in-link", args=[token]))


def mail_sign_in_link(email: str, next_path: str = "", now: datetime | None = None) -> bool:
    """Mail a sign-in link to a proved address; do nothing for an unknown one or after too many.

    The page does the same whether the address is known or not: only this, later, knows.
    """
    moment = now or timezone.now()
    person = person_of_proved_address(email)
    if person is None:
        return False
    lately = person.sign_in_links.filter(made_at__gt=moment - timedelta(hours=1)).count()
    if lately >= SIGN_IN_LINKS_AN_HOUR:
        return False
    url = issue_sign_in_link(person=person, next_path=next_path, now=moment)
    with translation.override(person.language):
        letter = Letter(
            subject=_("Your link to sign in"),
            language=person.language,
            paragraphs=(
                _("Hello %(name)s,") % {"name": person.called},
                _("with this link you sign in. It works once, in the next %(minutes)d minutes.")
                % {"minutes": SIGN_IN_LINK_MINUTES},
            ),
            action=LetterItem(_("Sign in"), url),
            foot=_("If you did not ask for it, you can put this mail away: nobody comes in without it."),
        )
    send_letter(letter, to=proved_address_of(person))
    return True


def mail_invitation(invitation_id: int, now: datetime | None = None) -> bool:
    """Mail an open invitation with a fresh secret, which replaces the one before; later ones do nothing.

    The secret is made here, so that it is never at rest anywhere but in the mail.
    """
    invitation = Invitation.objects.filter(pk=invitation_id).select_related("person", "invited_by").first()
    if invitation is None or not is_open_invitation(invitation, now or timezone.now()):
        return False
    token = new_token()
    Invitation.objects.filter(pk=invitation.pk).update(token_digest=digest_of_token(token))
    person = invitation.person
    with translation.override(person.language):
        letter = Letter(
            subject=_("%(name)s invites you to Trellis") % {"name": invitation.invited_by.full_name},
            language=person.language,
            paragraphs=(
                _("Hello %(name)s,") % {"name": person.called},
                _(
                    "%(inviter)s invites you to the place where our schools work and learn together. The "
                    "link is for you alone and works once, until %(day)s."
                )
                % {
                    "inviter": invitation.invited_by.full_name,
                    "day": timezone.localtime(invitation.expires_at).date().isoformat(),
                },
            ),
            action=LetterItem(
                _("Accept the invitation"), absolute(reverse("accept-invitation", args=[token]))
            ),
            foot=_("If you do not know this person, you can put this mail away; nothing happens."),
        )
    send_letter(letter, to=invitation.email)
    return True


def mail_security_change(person_id: int, what: str) -> bool:
    """Tell a person by mail that a way in was changed, so that a stranger's change does not stay unseen."""
    person = Person.objects.filter(pk=person_id).first()
    address = proved_address_of(person) if person else ""
    if person is None or not address:
        return False
    with translation.override(person.language):
        changes = {
            "password": _("Your password was changed."),
            "sessions": _("You were signed out everywhere."),
            "passkey": _("A passkey was added or taken away."),
            "authenticator": _("The authenticator app or the recovery codes were changed."),
            "district": _("An account of the district's sign-in was connected or taken away."),
            "address": _("The address you sign in with was changed."),
            "token": _("An API token was made: a program can now read as you."),
        }
        letter = Letter(
            subject=_("A change to how you sign in"),
            language=person.language,
            paragraphs=(
                _("Hello %(name)s,") % {"name": person.called},
                changes[what],
                _("If it was not you, sign out everywhere and tell your site administrator today."),
            ),
            action=LetterItem(_("Look at your ways to sign in"), absolute(reverse("sign-in-methods"))),
        )
    send_letter(letter, to=address)
    return True


def forget_old_links(now: datetime) -> int:
    """Delete sign-in links that ended a week ago; return how many."""
    before = now - timedelta(days=SIGN_IN_LINK_KEPT_DAYS)
    deleted, _per_table = SignInLink.objects.filter(expires_at__lt=before).delete()
    return deleted


def forget_old_invitations(now: datetime) -> int:
    """Delete invitations that ended 90 days ago; return how many."""
    deleted, _per_table = Invitation.objects.filter(expires_at__lt=now - timedelta(days=90)).delete()
    return deleted
