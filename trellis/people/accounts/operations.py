"""Persons and their accounts. Who may change others is asked in `access.operations`."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.kit.fanout import announce
from trellis.people.accounts import tasks
from trellis.people.accounts.models import Person, SignInLink
from trellis.people.accounts.queries import link_of_token
from trellis.people.accounts.rules import is_time_zone
from trellis.people.accounts.signals import person_left
from trellis.people.accounts.words import Language, topic_of_access
from trellis.people.journal.operations import record


def _note(by: Person, verb: str, **data: object) -> None:
    record(by=by, verb=verb, object_kind="person", object_id=by.public_id, data=data)


def _later(run: Callable[[], object]) -> None:
    transaction.on_commit(run)


@transaction.atomic
def add_person(
    *,
    by: Person | None,
    given_name: str,
    family_name: str = "",
    preferred_name: str = "",
    contact_email: str = "",
    language: Language = Language.ENGLISH,
) -> Person:
    """Make a person known. They cannot sign in until they are invited or the district's sign-in knows them.

    The contact address is for mail and for people to recognise each other; it never lets anyone in.

    Raises:
        Invalid: without a given name.
    """
    if not given_name.strip():
        raise Invalid(_("A person needs a name."), {"given_name": _("Write the given name.")})
    person = Person(
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        preferred_name=preferred_name.strip(),
        contact_email=contact_email.strip(),
        language=language,
    )
    person.set_unusable_password()
    person.save()
    record(by=by, verb="person.added", object_kind="person", object_id=person.public_id, data={})
    return person


def ask_for_sign_in_link(*, email: str, next_path: str = "") -> None:
    """Have a sign-in link mailed, if the address is a proved one. Tells the caller nothing either way."""
    _later(partial(tasks.mail_sign_in_link.enqueue, email.strip()[:254], next_path[:500]))


@transaction.atomic
def use_sign_in_link(*, token: str, now: datetime | None = None) -> SignInLink:
    """Use up a link and return it with its person; the page then signs that person in.

    Raises:
        NotFound: when it was used, also a moment ago in another window, or is too old.
    """
    moment = now or timezone.now()
    link = link_of_token(token, moment)
    if not SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=moment):
        raise NotFound(_("This link no longer works: it opens the door once. Ask for a new one."))
    link.used_at = moment
    record(by=link.person, verb="sign_in_link.used", object_kind="person", object_id=link.person.public_id)
    return link


def check_password(password: str, person: Person) -> None:
    """Refuse a password that is too short, too common or too close to the person's own name.

    Raises:
        Invalid: with the reasons.
    """
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(_("The password was not changed."), {"password": " ".join(error.messages)}) from error


@transaction.atomic
def change_password(*, by: Person, password: str) -> Person:
    """Set a new password; every other session ends with it. The page has asked who it is just before.

    Raises:
        Invalid: when the password is too short or too common.
    """
    check_password(password, by)
    by.set_password(password)
    by.save(update_fields=["password"])
    _note(by, "person.password_changed")
    _later(partial(tasks.mail_security_change.enqueue, by.pk, "password"))
    return by


@transaction.atomic
def change_profile(
    *,
    by: Person,
    preferred_name: str,
    pronouns: str,
    language: str,
    time_zone: str,
    good_at: str,
    wants_to_learn: str,
    said_as: str = "",
) -> Person:
    """Change how one is called and what colleagues read about one.

    Raises:
        Invalid: for a language or time zone that is not known.
    """
    if language not in Language:
        raise Invalid(_("Choose a language from the list."), {"language": _("Choose one from the list.")})
    if time_zone and not is_time_zone(time_zone):
        raise Invalid(_("Choose a time zone from the list."), {"time_zone": _("Choose one from the list.")})
    by.preferred_name, by.pronouns = preferred_name.strip(), pronouns.strip()
    by.language, by.time_zone = language, time_zone
    by.good_at, by.wants_to_learn = good_at.strip(), wants_to_learn.strip()
    by.said_as = said_as.strip()
    fields = ("preferred_name", "said_as", "pronouns", "language", "time_zone", "good_at", "wants_to_learn")
    by.save(update_fields=fields)
    _note(by, "person.profile_changed")
    return by


def _end(sessions: list[UserSession]) -> int:
    for session in sessions:
        session.end()
        announce(topic_of_access(session.user.public_id), "changed")
    return len(sessions)


@transaction.atomic
def end_session(*, by: Person, pk: int) -> None:
    """Sign oneself out in one other browser.

    Raises:
        NotFound: when it is not one's own or has ended.
    """
    session = UserSession.objects.filter(user=by, pk=pk).first()
    if session is None:
        raise NotFound(_("You are not signed in there any more."))
    _end([session])
    _note(by, "session.ended")


@transaction.atomic
def sign_out_everywhere(*, by: Person, keep_key: str = "") -> int:
    """End all sessions but the one with this key; close open sockets; return how many ended."""
    ended = _end(list(UserSession.objects.filter(user=by).exclude(session_key=keep_key)))
    _note(by, "session.all_ended", count=ended)
    _later(partial(person_left.send, Person, person_id=by.pk))
    _later(partial(tasks.mail_security_change.enqueue, by.pk, "sessions"))
    return ended


@transaction.atomic
def close_account(*, by: Person | None, person: Person, now: datetime | None = None) -> Person:
    """Take all access from a person at once: no sign-in, no session, no open socket. Their work stays.

    Whether ``by`` may is asked in `access.operations.remove_person`.

    Raises:
        Conflict: when the person has left already.
    """
    if not person.is_active:
        raise Conflict(_("%(name)s has left already.") % {"name": person.full_name})
    person.is_active, person.left_at = False, now or timezone.now()
    person.save(update_fields=["is_active", "left_at"])
    _end(list(UserSession.objects.filter(user=person)))
    SignInLink.objects.filter(person=person, used_at=None).delete()
    person.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=person.left_at)
    announce(topic_of_access(person.public_id), "changed")
    record(by=by, verb="person.left", object_kind="person", object_id=person.public_id)
    _later(partial(person_left.send, Person, person_id=person.pk))
    return person
