"""Within one read a question is asked once; outside, after a change and in another thread anew."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from trellis.kit.one_read import forget, once, one_read
from trellis.people.access.models import RoleAssignment
from trellis.people.access.operations import end_role
from trellis.people.access.queries import roles_of


@pytest.fixture
def ask() -> Callable[[], int]:
    answers = iter(range(100))
    return lambda: next(answers)


def test_outside_every_question_is_asked(ask: Callable[[], int]) -> None:
    assert [once("key", ask), once("key", ask)] == [0, 1]


def test_inside_each_key_is_asked_once(ask: Callable[[], int]) -> None:
    with one_read():
        assert [once("key", ask), once("other", ask), once("key", ask)] == [0, 1, 0]
    assert once("key", ask) == 2


def test_after_a_change_it_is_asked_anew(ask: Callable[[], int]) -> None:
    with one_read():
        once("key", ask)
        forget()
        assert once("key", ask) == 1
    forget()


def test_another_thread_has_its_own_answers(ask: Callable[[], int]) -> None:
    heard: list[int] = []
    with one_read():
        once("key", ask)
        thread = Thread(target=lambda: heard.append(once("key", ask)))
        thread.start()
        thread.join()
    assert heard == [1]


def test_a_role_that_ends_while_something_is_read_is_gone_at_once(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with one_read():
        (role,) = roles_of(cast.pat)
        with django_assert_num_queries(0):
            assert roles_of(cast.pat) == [role]
        end_role(by=None, assignment=RoleAssignment.objects.get(pk=role.pk))
        assert role.ends_on is None
        assert all(row.ends_on is not None for row in roles_of(cast.pat))


def test_the_next_page_asks_anew(cast: Cast, client: Client) -> None:
    client.force_login(cast.ben, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/communities/{cast.grade_4.public_id}/members/"
    assert client.get(address).status_code == 200
    RoleAssignment.objects.filter(person=cast.ben).delete()
    cast.grade_4.memberships.filter(person=cast.ben).delete()
    assert client.get(address).status_code == 404
