"""One port for everything: pages go to Django as WSGI, sockets to the live door.

A page costs about half the processor time under WSGI that it costs under Django's own ASGI handler, so only
what needs a socket is asynchronous.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

import django
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

# one of several server processes begins here, with nothing set up; the live door needs the tables at once
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
django.setup()

from trellis.kit.durability import require_durability  # noqa: E402
from trellis.live.door import door  # noqa: E402
from trellis.live.hall import close_hall  # noqa: E402

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

# Django's handler is WSGI in fact; its stubs and a2wsgi's only name the same shapes differently
pages = cast(Application, WSGIMiddleware(cast(Any, get_wsgi_application()), workers=settings.THREADS))


def _ready() -> None:
    require_durability()
    connections.close_all()


async def lifespan(receive: Receive, send: Send) -> None:
    """Refuse to start on a database that could lose confirmed work; at the end bring all edits to disk."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            await close_hall()
            await send({"type": "lifespan.shutdown.complete"})
            return
        try:
            await asyncio.to_thread(_ready)
        except Exception as failure:
            await send({"type": "lifespan.startup.failed", "message": str(failure)})
            return
        await send({"type": "lifespan.startup.complete"})


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Send each connection through its door."""
    if scope["type"] == "http":
        await pages(scope, receive, send)
    elif scope["type"] == "websocket":
        await door(scope, receive, send)
    elif scope["type"] == "lifespan":
        await lifespan(receive, send)
