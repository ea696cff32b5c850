"""Tokens are made, shown once, counted at the door, and revoked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts import tasks
from trellis.people.accounts.models import Person
from trellis.people.accounts.rules import digest_of_token, new_token
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell
from trellis.people.places.models import Organization
from trellis.people.tokens.models import ApiToken, TokenRead
from trellis.people.tokens.queries import may_have_tokens, open_token, open_tokens, tokens_at
from trellis.people.tokens.rules import is_length, is_open_token, known_scopes, seconds_to_wait
from trellis.people.tokens.words import ASKS_A_MINUTE, MINUTE_SECONDS, MOST_TOKENS, PREFIX, Read


@dataclass(frozen=True)
class NewToken:
    """A token and its secret, which is shown once and kept nowhere."""

    token: ApiToken
    secret: str


def _note(by: Person | None, verb: str, token: ApiToken) -> None:
    record(
        by=by,
        verb=verb,
        object_kind="api_token",
        object_id=token.public_id,
        data={"name": token.name, "scopes": token.scopes},
    )


def _words(name: str, scopes: Iterable[str], days: int) -> tuple[str, list[str]]:
    wanted = list(scopes)
    known = sorted(known_scopes(wanted))
    wrong: dict[str, str] = {}
    if not name.strip() or len(name.strip()) > 80:
        wrong["name"] = _("Write what it is for, in a few words.")
    if not known or len(known) != len(set(wanted)):
        wrong["scopes"] = _("Choose what it may read.")
    if not is_length(days):
        wrong["days"] = _("Choose how long it holds.")
    if wrong:
        raise Invalid(_("The token was not made."), wrong)
    return name.strip(), [str(scope) for scope in known]


@transaction.atomic
def issue_token(
    *, by: Person, name: str, scopes: Iterable[str], days: int, now: datetime | None = None
) -> NewToken:
    """Make a token for oneself. The page has asked who it is just before.

    Raises:
        NotFound: for everybody who is no staff.
        Invalid: without a name, for a scope that does not exist, or for a length that is not offered.
        Conflict: with too many tokens that still work.
    """
    moment = now or timezone.now()
    if not may_have_tokens(by):
        raise NotFound(_("There is no such page, or it is not open to you."))
    title, chosen = _words(name, scopes, days)
    Person.objects.select_for_update().get(pk=by.pk)  # two at once do not pass the limit together
    if open_tokens(by, moment).count() >= MOST_TOKENS:
        raise Conflict(_("You have %(n)d tokens that work. Revoke one first.") % {"n": MOST_TOKENS})
    secret = f"{PREFIX}{new_token()}"
    token = ApiToken.objects.create(
        person=by,
        name=title,
        token_digest=digest_of_token(secret),
        scopes=chosen,
        made_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    _note(by, "api_token.issued", token)
    day = timezone.localdate(token.expires_at).isoformat()
    words = {"name": title, "day": day}
    tell(people=[by], kind="api_token.issued", words=words, path=reverse("api-tokens"), now=moment)
    transaction.on_commit(partial(tasks.mail_security_change.enqueue, by.pk, "token"))
    return NewToken(token, secret)


def _revoke(token: ApiToken, *, by: Person | None, moment: datetime) -> None:
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=moment):
        return
    token.revoked_at = moment
    _note(by, "api_token.revoked", token)
    words = {"name": token.name}
    tell(people=[token.person], kind="api_token.revoked", words=words, path=reverse("api-tokens"), now=moment)


@transaction.atomic
def revoke_token(*, by: Person, pk: str, now: datetime | None = None) -> ApiToken:
    """Take back one of one's own tokens for good; twice changes nothing.

    Raises:
        NotFound: when there is none, or it is somebody else's.
    """
    token = open_token(by=by, pk=pk)
    _revoke(token, by=by, moment=now or timezone.now())
    return token


@transaction.atomic
def revoke_token_at(
    *, by: Person, organization: Organization, pk: str, now: datetime | None = None
) -> ApiToken:
    """Take back a token of somebody at a place whose settings one looks after; its person is told.

    Raises:
        NotFound: when there is no such token that works, or the place is not theirs to look after.
    """
    moment = now or timezone.now()
    token = tokens_at(organization, by=by, now=moment).filter(public_id=pk).first()
    if token is None:
        raise NotFound(_("There is no such token."))
    _revoke(token, by=by, moment=moment)
    return token


@transaction.atomic
def revoke_tokens_of(*, person: Person, now: datetime | None = None) -> int:
    """Take back every token of a person who has left, for good; return how many."""
    moment = now or timezone.now()
    tokens = list(ApiToken.objects.filter(person=person, revoked_at=None).select_related("person"))
    for token in tokens:
        _revoke(token, by=None, moment=moment)
    return len(tokens)


@transaction.atomic
def count_ask(*, token: ApiToken, now: datetime | None = None) -> int:
    """Count one request of a token; return 0 when it may go on, else how many seconds it must wait.

    One row is written in one statement, so that several processes count together.
    """
    moment = now or timezone.now()
    row = ApiToken.objects.filter(pk=token.pk)
    running = row.filter(
        minute_began_at__gt=moment - timedelta(seconds=MINUTE_SECONDS), minute_began_at__lte=moment
    )
    if running.filter(asks_this_minute__lt=ASKS_A_MINUTE).update(
        asks_this_minute=F("asks_this_minute") + 1, last_used_at=moment
    ):
        return 0
    if not running.exists():
        row.update(minute_began_at=moment, asks_this_minute=1, last_used_at=moment)
        return 0
    return seconds_to_wait(row.select_related("person").get(), moment) or 1


@transaction.atomic
def note_read(*, token: ApiToken, what: Read, object_id: str = "", now: datetime | None = None) -> bool:
    """Write down what a token reads, before it gets it.

    Return false when the token has ended in the meantime: then it gets nothing.
    """
    moment = now or timezone.now()
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("person")
    row = rows.filter(pk=token.pk).first()
    if row is None or not is_open_token(row, moment):
        return False
    reads = TokenRead.objects.filter(token=row, on=timezone.localdate(moment), what=what, object_id=object_id)
    if not reads.update(times=F("times") + 1, last_at=moment):
        TokenRead.objects.create(
            token=row, on=timezone.localdate(moment), what=what, object_id=object_id, last_at=moment
        )
    return True
