"""Where the database work of sockets is done: threads of their own, so that pages never wait for them."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections, connections


class Desk:
    """A few threads with their own connections."""

    def __init__(self, name: str, threads: int) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)

    async def run[**P, T](self, action: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Do this in one of the threads and wait for it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: self._do(action, *arguments, **named))

    def _do[**P, T](self, action: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        close_old_connections()
        try:
            return action(*arguments, **named)
        finally:
            # gives a connection back to the pool, or closes one that broke
            close_old_connections()

    def close(self) -> None:
        """End the threads, each after closing its connections."""
        together = threading.Barrier(self._threads)

        def leave() -> None:
            together.wait(timeout=10)
            connections.close_all()

        for _ in range(self._threads):
            self._pool.submit(leave)
        self._pool.shutdown(wait=True)
