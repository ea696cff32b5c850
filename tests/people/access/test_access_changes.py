"""Whoever's access changes is announced once it is committed, so that open sockets ask anew."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.cast import Cast
from trellis.people.access.models import RoleAssignment
from trellis.people.access.operations import (
    announce_policy_change,
    changes,
    end_role,
    grant_role,
    leave_organization,
)
from trellis.people.access.words import Role
from trellis.people.accounts.words import topic_of_access
from trellis.people.communities.models import Membership
from trellis.people.communities.operations import add_member, change_function, end_membership
from trellis.people.communities.words import Function
from trellis.people.places.words import PolicyProfile


@pytest.fixture
def heard(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the cast whose topics are announced, at commit (`tests/kit/test_fanout.py` has the way)."""
    ids: list[int] = []
    everyone = (cast.ana, cast.ben, cast.cleo, cast.dee, cast.eli, cast.pat)
    of_topic = {topic_of_access(person.public_id): person.pk for person in everyone}

    def announce(topic: str, part: str) -> None:
        assert part
        transaction.on_commit(lambda: ids.append(of_topic[topic]))

    monkeypatch.setattr(changes, "announce", announce)
    return ids


def test_S2_32_roles_and_memberships_that_begin_change_or_end_are_announced(
    cast: Cast, heard: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ben = Membership.objects.get(person=cast.ben)
    steps = (
        lambda: grant_role(by=cast.dee, person=cast.cleo, organization=cast.washington, role=Role.TEACHER),
        lambda: end_role(by=cast.dee, assignment=RoleAssignment.objects.get(organization=cast.washington)),
        lambda: add_member(by=cast.ana, community=cast.grade_4, person=cast.cleo),
        lambda: change_function(by=cast.ana, membership=ben, function=Function.FACILITATOR),
        lambda: end_membership(by=cast.ana, membership=ben),
        lambda: leave_organization(by=cast.cleo, organization=cast.lincoln),
    )
    told = []
    for step in steps:
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            step()
            assert heard == []
        told.append(set(heard))
    assert told == [{cast.cleo.pk}] * 3 + [{cast.ben.pk}] * 2 + [{cast.cleo.pk}]


def test_a_policy_that_holds_today_is_announced_to_everyone_and_a_later_one_is_not(
    cast: Cast, heard: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    later = timezone.localdate() + timedelta(days=30)
    with django_capture_on_commit_callbacks(execute=True):
        announce_policy_change(
            by=cast.dee,
            organization=cast.district,
            profile=PolicyProfile.STATE_REPORTING,
            reason="A grant.",
            effective_on=later,
        )
    assert heard == []
    with django_capture_on_commit_callbacks(execute=True):
        announce_policy_change(
            by=cast.dee, organization=cast.district, profile=PolicyProfile.STRICTER, reason="Agreed."
        )
    everyone = (cast.ana, cast.ben, cast.cleo, cast.dee, cast.eli, cast.pat)
    assert sorted(heard) == sorted(person.pk for person in everyone)
