"""Tokens are made by staff for themselves, shown once, counted, revoked, forgotten."""

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.cast import Cast
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts.models import Person
from trellis.people.accounts.operations import close_account, sign_out_everywhere
from trellis.people.journal.models import JournalEntry
from trellis.people.notices.models import Notice
from trellis.people.notices.queries import sentence_of
from trellis.people.tokens.models import ApiToken, TokenRead
from trellis.people.tokens.operations import (
    NewToken,
    count_ask,
    issue_token,
    note_read,
    revoke_token,
    revoke_token_at,
)
from trellis.people.tokens.queries import bearer_of, tokens_at, tokens_of
from trellis.people.tokens.words import ASKS_A_MINUTE, MOST_TOKENS, Read, Scope
from trellis.people.tokens.work import forget_old_tokens


def made(by: Person, now: datetime | None = None, days: int = 30) -> NewToken:
    return issue_token(by=by, name="Reports", scopes=[Scope.PLACES, Scope.CYCLES], days=days, now=now)


def test_threat_14_a_token_is_made_for_oneself(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    EmailAddress.objects.create(user=cast.ana, email="ana@riverbend.example", verified=True, primary=True)
    with django_capture_on_commit_callbacks(execute=True):
        new = made(cast.ana)
    bearer = bearer_of(new.secret)
    assert bearer is not None
    assert (bearer.person, bearer.token) == (cast.ana, new.token)
    assert bearer.scopes == {Scope.PLACES, Scope.CYCLES}
    entry = JournalEntry.objects.get(verb="api_token.issued")
    assert (entry.actor, entry.object_id) == (cast.ana, new.token.public_id)
    assert new.secret not in str(entry.data)
    notice = Notice.objects.get(person=cast.ana)
    assert "Reports" in sentence_of(notice)
    [letter] = mail.outbox
    assert "token" in str(letter.body)
    assert new.secret not in str(letter.message())


def test_who_is_no_staff_has_no_token(cast: Cast) -> None:
    with pytest.raises(NotFound):
        made(cast.eli)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["students:read"]}, "scopes"),
        ({"scopes": ["places:read", "everything"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 3650}, "days"),
    ],
)
def test_words_without_sense_are_refused(ana: Person, words: dict[str, object], field: str) -> None:
    good: dict[str, object] = {"name": "Reports", "scopes": ["places:read"], "days": 30}
    with pytest.raises(Invalid) as caught:
        issue_token(by=ana, **{**good, **words})  # type: ignore[arg-type]  # that is the point
    assert set(caught.value.fields) == {field}
    assert not ApiToken.objects.exists()


def test_nobody_heaps_up_tokens(ana: Person) -> None:
    for _number in range(MOST_TOKENS):
        new = made(ana)
    with pytest.raises(Conflict):
        made(ana)
    revoke_token(by=ana, pk=new.token.public_id)
    assert made(ana).token.pk


def test_threat_14_a_token_ends_by_itself(ana: Person) -> None:
    now = timezone.now()
    secret = made(ana, now).secret
    assert bearer_of(secret, now + timedelta(days=30, seconds=-1))
    assert bearer_of(secret, now + timedelta(days=30)) is None


def test_only_the_own_tokens_are_revoked_and_once(cast: Cast) -> None:
    new = made(cast.ana)
    with pytest.raises(NotFound):
        revoke_token(by=cast.ben, pk=new.token.public_id)
    assert bearer_of(new.secret)
    for _time in range(2):
        revoke_token(by=cast.ana, pk=new.token.public_id)
    assert bearer_of(new.secret) is None
    assert JournalEntry.objects.filter(verb="api_token.revoked").count() == 1
    assert Notice.objects.filter(kind="api_token.revoked").count() == 1


def test_threat_14_who_comes_back_finds_the_old_tokens_dead(
    ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    new = made(ana)
    with django_capture_on_commit_callbacks(execute=True):
        sign_out_everywhere(by=ana)
    assert bearer_of(new.secret), "only the browsers are signed out"
    with django_capture_on_commit_callbacks(execute=True):
        close_account(by=None, person=ana)
    Person.objects.filter(pk=ana.pk).update(is_active=True)
    assert bearer_of(new.secret) is None
    entry = JournalEntry.objects.get(verb="api_token.revoked")
    assert entry.actor is None


def test_threat_14_asks_are_counted_by_the_minute(ana: Person) -> None:
    token, now = made(ana).token, timezone.now()
    assert {count_ask(token=token, now=now) for _ask in range(ASKS_A_MINUTE)} == {0}
    assert count_ask(token=token, now=now + timedelta(seconds=20)) == 40
    assert count_ask(token=token, now=now + timedelta(seconds=59.5)) == 1
    assert count_ask(token=token, now=now + timedelta(seconds=60)) == 0
    token.refresh_from_db()
    assert token.asks_this_minute == 1
    # a clock that was set back does not lock anybody out
    assert count_ask(token=token, now=now - timedelta(hours=1)) == 0


def test_reads_are_summed_by_day_and_thing(ana: Person) -> None:
    token = made(ana).token
    now = timezone.now().replace(hour=20)
    for moment in (now, now, now + timedelta(days=1)):
        assert note_read(token=token, what=Read.CYCLE, object_id="abc", now=moment)
    assert note_read(token=token, what=Read.CYCLES, now=now)
    assert sorted(TokenRead.objects.values_list("what", "object_id", "times")) == [
        ("cycle", "abc", 1),
        ("cycle", "abc", 2),
        ("cycles", "", 1),
    ]
    [line] = tokens_of(ana)
    assert (line.reads, line.is_open) == (4, True)
    revoke_token(by=ana, pk=token.public_id)
    assert not note_read(token=token, what=Read.CYCLES, now=now)
    assert tokens_of(ana)[0].is_open is False


def test_the_newest_token_that_works_comes_first(ana: Person) -> None:
    now = timezone.now()
    names = [made(ana, now - timedelta(days=days)).token.public_id for days in (40, 2, 1)]
    assert [line.token.public_id for line in tokens_of(ana, now)] == [names[2], names[1], names[0]]


def test_ended_tokens_are_forgotten_after_a_year(ana: Person) -> None:
    now = timezone.now()
    old, young = made(ana, now - timedelta(days=396)).token, made(ana, now - timedelta(days=394)).token
    TokenRead.objects.create(
        token=young, on=timezone.localdate(), what=Read.ME, last_at=now - timedelta(days=366)
    )
    assert forget_old_tokens(now) == 2
    assert list(ApiToken.objects.all()) == [young]
    assert not TokenRead.objects.exists()
    assert old.pk
    assert forget_old_tokens(now) == 0


def test_threat_14_who_looks_after_a_place_stops_a_token_and_its_person_is_told(cast: Cast) -> None:
    new = made(cast.ana)
    made(cast.dee)
    assert list(tokens_at(cast.lincoln, by=cast.dee)) == [new.token], "the district leader has no role there"
    assert tokens_at(cast.district, by=cast.dee).count() == 2
    for stranger in (cast.pat, cast.ben, cast.eli):
        with pytest.raises(NotFound):
            tokens_at(cast.lincoln, by=stranger)
        with pytest.raises(NotFound):
            revoke_token_at(by=stranger, organization=cast.lincoln, pk=new.token.public_id)
    with pytest.raises(NotFound):
        revoke_token_at(by=cast.dee, organization=cast.washington, pk=new.token.public_id)
    assert bearer_of(new.secret)
    revoke_token_at(by=cast.dee, organization=cast.lincoln, pk=new.token.public_id)
    assert bearer_of(new.secret) is None
    assert JournalEntry.objects.get(verb="api_token.revoked").actor == cast.dee
    assert Notice.objects.get(kind="api_token.revoked").person == cast.ana
    with pytest.raises(NotFound):
        revoke_token_at(by=cast.dee, organization=cast.lincoln, pk=new.token.public_id)
