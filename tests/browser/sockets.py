"""A server of pages and sockets in the test's own process, over the test's database."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

SECONDS = 30


@contextmanager
def serving() -> Iterator[str]:
    """Serve the whole application on a free port and give its address."""
    from trellis.config.asgi import application  # noqa: PLC0415 - only once settings and database are the test's

    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen(64)
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=_run, args=(server, door), name="test-server")
    thread.start()
    try:
        yield f"http://localhost:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(SECONDS)
        door.close()
        assert not thread.is_alive()


def _run(server: uvicorn.Server, door: socket.socket) -> None:
    from trellis.live.hall import close_hall  # noqa: PLC0415 - as above

    async def serve() -> None:
        await server.serve(sockets=[door])
        await close_hall()

    asyncio.run(serve())
