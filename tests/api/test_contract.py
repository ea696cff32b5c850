"""What the document promises holds for whatever is sent (schemathesis, in this process, few examples)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.api.conftest import secret_for
from tests.api.test_reading import told_story
from tests.cast import Cast, make_cast
from tests.practice.world import started
from trellis.api.document import document
from trellis.evidence.measures.words import Method
from trellis.insight.releases.models import Release
from trellis.people.tokens.models import ApiToken
from trellis.practice.cycles.words import Audience

pytestmark = pytest.mark.once
SETTINGS = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
schema = schemathesis.openapi.from_dict(document())
schema.app = get_wsgi_application()
PATHS = sorted(document()["paths"])


@pytest.fixture(autouse=True)
def _open_connections() -> Iterator[None]:
    """The connection of a test outlives its requests, as with Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def cast(db: None) -> Cast:
    made = make_cast()
    told_story(started(made), Audience.PUBLIC)
    Release.objects.create(
        organization=made.district,
        number=1,
        title="Mathematics, fall",
        method=Method.SCALE,
        cut=500,
        threshold=10,
        as_of=date(2026, 10, 1),
        attacked=0,
        published_at=timezone.now(),
    )
    return made


@pytest.fixture
def secret(cast: Cast) -> str:
    return secret_for(cast.ana)


def things_of(cast: Cast) -> list[str]:
    cycle = cast.grade_4.cycles.get()
    things = (cast.lincoln, cast.grade_4, cycle, cycle.story, Release.objects.get())
    return [thing.public_id for thing in things]


def test_the_document_is_valid() -> None:
    schema.validate()


def cases_of(path: str) -> st.SearchStrategy[Any]:
    """Requests as the document describes them, and, where there is something to break, broken ones."""
    operation = schema[path]["GET"]
    whole = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not document()["paths"][path]["get"]["parameters"]:
        return whole
    return st.one_of(whole, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


@pytest.mark.parametrize("path", PATHS)
def test_the_api_keeps_what_its_document_promises(cast: Cast, secret: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {secret}"}

    @SETTINGS
    @given(cases_of(path))
    def ask(case: Any) -> None:
        ApiToken.objects.update(minute_began_at=None)
        # whatever is broken: with a token it is refused by name, without one (that is broken too) at the door
        assert case.call_and_validate(headers=headers).status_code in {200, 400, 401, 404, 405, 409, 422}

    ask()
    # made-up ids find nothing: ask for what is there as well
    words = [{"pk": pk} for pk in things_of(cast)] if "{pk}" in path else [{}]
    cases = [schema[path]["GET"].Case(path_parameters=named) for named in words]
    assert 200 in {case.call_and_validate(headers=headers).status_code for case in cases}
