"""Roles are given by those whom the policy lets, and raised ones by administrators alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.operations import grant_role
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry


@pytest.fixture
def rosa(cast: Cast) -> Person:
    """Rosa Quinn administers the installation."""
    person = Person.objects.create(given_name="Rosa", family_name="Quinn")
    grant_role(by=None, person=person, organization=cast.district, role=Role.SITE_ADMINISTRATOR)
    return person


def test_a_district_leader_gives_a_teacher_a_second_role(cast: Cast) -> None:
    given = grant_role(by=cast.dee, person=cast.ben, organization=cast.washington, role=Role.COACH)
    assert (given.granted_by, given.starts_on) == (cast.dee, timezone.localdate())
    entry = JournalEntry.objects.get(verb="role.granted")
    assert (entry.actor, entry.object_id, entry.data["role"]) == (cast.dee, cast.ben.public_id, "coach")


@pytest.mark.parametrize("key", ["ana", "pat", "eli"])
def test_others_give_no_roles(cast: Cast, key: str) -> None:
    with pytest.raises(Refused):
        grant_role(by=getattr(cast, key), person=cast.ben, organization=cast.lincoln, role=Role.COACH)


def test_only_an_administrator_gives_a_raised_role(cast: Cast, rosa: Person) -> None:
    with pytest.raises(Refused):
        grant_role(by=cast.dee, person=cast.ben, organization=cast.lincoln, role=Role.PRINCIPAL)
    assert (
        grant_role(by=rosa, person=cast.ben, organization=cast.lincoln, role=Role.PRINCIPAL).role
        == Role.PRINCIPAL
    )


def test_the_same_role_is_not_given_twice_and_ends_after_it_starts(cast: Cast) -> None:
    with pytest.raises(Conflict):
        grant_role(by=None, person=cast.ana, organization=cast.lincoln, role=Role.TEACHER)
    today = timezone.localdate()
    with pytest.raises(Invalid):
        grant_role(
            by=None,
            person=cast.ana,
            organization=cast.lincoln,
            role=Role.COACH,
            starts_on=today,
            ends_on=today - timedelta(days=1),
        )
