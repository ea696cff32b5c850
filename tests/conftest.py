"""The test world: stricter than production, with the cast everybody knows.

* A template variable that does not exist fails the test (Django would print nothing).
* Warnings are errors (`pyproject.toml`).
* No connection leaves the machine.
* The database is the one named by TRELLIS_DATABASE_URL: SQLite in a temporary file, or PostgreSQL.
"""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Template
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests.cast import Cast, make_cast
from tests.migrated import keep_migrated_copy, lay_migrated_copy
from trellis.cli.messages import compile_changed
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.places.models import Organization

PROJECT = Path(__file__).resolve().parent.parent


# property tests judge results, not the speed of a busy machine
settings.register_profile("trellis", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("trellis")

#: Set for the run on a second database: what is the same on every database is not tested again.
AGAIN = "TRELLIS_TESTS_AGAIN"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def _depends_on_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would only be the same again, in a run on a second database.

    Tests that start servers or databases of their own choose both databases themselves.
    """
    if not os.environ.get(AGAIN):
        return
    same = [item for item in items if not _depends_on_the_database(item)]
    config.hook.pytest_deselected(items=same)
    items[:] = [item for item in items if _depends_on_the_database(item)]


class NetworkRefused(AssertionError):
    """A test tried to leave the machine."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket file
    host = str(address[0])
    return host in {"localhost", "::1", ""} or host.startswith("127.")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Only the machine itself can be reached."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        if not _is_local(address):
            raise NetworkRefused(f"Tests never leave the machine: {address!r}")
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        if not _is_local(address):
            raise NetworkRefused(f"Tests never leave the machine: {address!r}")
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


class UndefinedVariable(AssertionError):
    """A template of the project names something its view does not give."""


class _Undefined(str):
    """Stands where Django would print nothing; raises for the project's own templates."""

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, variable: object) -> str:
        name = _rendering_template()
        if name and (name.startswith(str(PROJECT)) or "<unknown source>" in name):
            raise UndefinedVariable(f"{name}: {variable} is not defined")
        return ""


def _rendering_template() -> str:
    """Return where the template that is being rendered lies (the innermost one)."""
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        context = frame.f_locals.get("context")
        if frame.f_code.co_name in {"render", "render_annotated"} and context is not None:
            origin = getattr(frame.f_locals.get("self"), "origin", None)
            template = getattr(context, "template", None)
            if origin is not None:
                return str(origin.name)
            if isinstance(template, Template) and frame.f_code.co_name == "render":
                return str(template.origin.name)
    return ""


@pytest.fixture(autouse=True, scope="session")
def _strict_templates() -> Iterator[None]:
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    engine = backend.engine
    before = engine.string_if_invalid
    engine.string_if_invalid = _Undefined("%s")
    yield
    engine.string_if_invalid = before


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever the one before it activated."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files and references that lies beside the project, where there is one.

    Never the only ground of a feature's tests: every feature has tests on its own small files too.
    """
    folder = Path(os.environ.get("TRELLIS_SHARED") or PROJECT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"No shared files at {folder} (TRELLIS_SHARED names another place).")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _languages() -> None:
    """Spanish is there, as after every start."""
    compile_changed()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, request: pytest.FixtureRequest) -> bool:
    """Begin with a copy of a migrated database, where one lies here: SQLite takes ten seconds to migrate."""
    return lay_migrated_copy() or bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, django_db_keepdb: bool
) -> None:
    """The database is there; keep a copy of it as it is after its migrations, for the next time."""
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            keep_migrated_copy()


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody at once, with their organizations and teams (see `tests/cast.py`)."""
    return make_cast()


@pytest.fixture
def ana(cast: Cast) -> Person:
    """Ana Reyes facilitates the Grade 4 team at Lincoln."""
    return cast.ana


@pytest.fixture
def ben(cast: Cast) -> Person:
    """Ben Lee is a member of Ana's team."""
    return cast.ben


@pytest.fixture
def cleo(cast: Cast) -> Person:
    """Cleo Park is on the Grade 5 team of the same school."""
    return cast.cleo


@pytest.fixture
def dee(cast: Cast) -> Person:
    """Dee Osei leads the district's learning communities."""
    return cast.dee


@pytest.fixture
def eli(cast: Cast) -> Person:
    """Eli Delgado is a parent at Lincoln and reads Spanish."""
    return cast.eli


@pytest.fixture
def pat(cast: Cast) -> Person:
    """Pat Owens is the principal of Lincoln."""
    return cast.pat


@pytest.fixture
def district(cast: Cast) -> Organization:
    """Riverbend Unified School District."""
    return cast.district


@pytest.fixture
def lincoln(cast: Cast) -> Organization:
    """Lincoln Elementary, the school of Ana, Ben, Cleo, Pat and Eli."""
    return cast.lincoln


@pytest.fixture
def grade_4(cast: Cast) -> Community:
    """Ana's and Ben's team."""
    return cast.grade_4


@pytest.fixture
def grade_5(cast: Cast) -> Community:
    """Cleo's team."""
    return cast.grade_5
