"""An event loop of a test's own, in a thread of its own.

The browser tests of the same process leave a loop running in the main thread, in which no second one can run.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run_apart(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; what fails in there fails here."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="loop") as pool:
        pool.submit(asyncio.run, work).result()
