"""The test world keeps its own promises."""

import socket
import warnings

import pytest
from django.db import connection
from django.template import engines

from tests.cast import Cast
from tests.conftest import NetworkRefused, UndefinedVariable


def test_an_undefined_template_variable_fails() -> None:
    template = engines["django"].from_string("Hello {{ nobody.name }}")
    with pytest.raises(UndefinedVariable, match=r"nobody\.name"):
        template.render({})


def test_a_defined_but_empty_variable_is_fine() -> None:
    assert engines["django"].from_string("Hello {{ name }}").render({"name": ""}) == "Hello "


def test_nothing_leaves_the_machine() -> None:
    with socket.socket() as outside, pytest.raises(NetworkRefused):
        outside.connect(("192.0.2.1", 80))


def test_warnings_are_errors() -> None:
    with pytest.raises(UserWarning):
        warnings.warn("a warning", UserWarning, stacklevel=1)


def test_the_cast_stands_in_its_places(cast: Cast) -> None:
    assert [m.person for m in cast.grade_4.memberships.select_related("person")] == [cast.ana, cast.ben]
    assert cast.lincoln.path == f"/{cast.district.pk}/{cast.lincoln.pk}/"
    assert cast.pat.roles.get().organization == cast.lincoln


@pytest.mark.django_db
def test_the_test_database_keeps_the_settings_of_production() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
