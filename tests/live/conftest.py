"""What tests of sockets need: a meeting that is committed, and a hub that ends with the test."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from tests.cast import Cast, make_cast
from tests.live.loops import run_apart
from tests.practice.meetings.world import planned_meeting
from trellis.kit.fanout import hub
from trellis.live.hall import close_hall
from trellis.practice.meetings.models import Meeting


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, committed: sockets read in threads of their own."""
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A meeting of Ana's team."""
    return planned_meeting(cast)


@pytest.fixture
def live() -> Iterator[Callable[[Callable[[], Coroutine[Any, Any, None]]], None]]:
    """Run a test in an event loop, and close the hall of the sockets in it afterwards."""

    async def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await test()
        finally:
            await close_hall()
            # the thread in which a test did database work of its own
            await sync_to_async(connections.close_all)()

    yield lambda test: run_apart(run(test))
    hub.close()
