"""Who may have a token, and what is left of its scopes."""

import pytest

from trellis.people.access.words import OUTSIDE_ROLES, STAFF_ROLES, Role
from trellis.people.tokens.rules import is_length, known_scopes, may_have_token
from trellis.people.tokens.words import DAYS, SCOPE_OF, Read, Scope


@pytest.mark.parametrize("role", Role)
def test_threat_14_staff_alone_may_have_tokens(role: Role) -> None:
    assert may_have_token([role]) == (role in STAFF_ROLES)
    assert may_have_token([role, Role.FAMILY]) == (role in STAFF_ROLES)
    assert (role in OUTSIDE_ROLES) != (role in STAFF_ROLES)


def test_nobody_without_a_role_may() -> None:
    assert not may_have_token([])


def test_a_scope_that_was_given_up_opens_nothing() -> None:
    assert known_scopes(["places:read", "everything:write", ""]) == {Scope.PLACES}


def test_every_word_has_its_scope_and_every_scope_a_word() -> None:
    assert set(SCOPE_OF) == set(Read)
    assert set(SCOPE_OF.values()) == {None, *Scope}


def test_tokens_hold_a_year_at_most() -> None:
    assert max(DAYS) == 365
    assert [is_length(days) for days in (0, 30, 31, 365, 366)] == [False, True, False, True, False]
