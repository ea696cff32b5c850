"""`trellis worker`: takes background work from the database, one task at a time."""

import argparse
import logging
import os
import signal
import sys
import threading
from datetime import timedelta
from types import FrameType

from django.db import close_old_connections
from django.db.utils import DatabaseError
from django_database_task.executor import process_one_task, requeue_stale_tasks

from trellis.cli.schedule import Schedule
from trellis.kit.durability import require_durability

logger = logging.getLogger("trellis.worker")
#: A task whose worker was killed is started again after this time; longer than any task may take.
LOST_AFTER = timedelta(hours=1)
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--once", action="store_true", help="do what waits now, then end")
    parser.add_argument(
        "--with-parent", action="store_true", help="end when standard input ends (used by serve)"
    )


def run(options: argparse.Namespace) -> int:
    """Work until stopped by a signal, by the parent's end, or (``--once``) by an empty queue."""
    require_durability()
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    if options.with_parent:
        threading.Thread(target=_stop_at_end_of_input, args=(stop,), daemon=True).start()
    work(stop, once=options.once)
    return 0


def _stop_at_end_of_input(stop: threading.Event) -> None:
    # unbuffered: a thread that waits inside a buffered read would hold its lock when the program ends
    while os.read(sys.stdin.fileno(), 4096):
        continue
    stop.set()


def work(stop: threading.Event, *, once: bool = False) -> int:
    """Run tasks until ``stop`` is set and return how many ran. The running task is always finished."""
    done, schedule = 0, Schedule()
    while not stop.is_set():
        try:
            requeue_stale_tasks(LOST_AFTER)
            schedule.run_due()
            while not stop.is_set() and process_one_task() is not None:
                done += 1
        except DatabaseError:
            # a restarted database or a full disk: the queue is still there when it comes back
            logger.exception("Background work cannot reach the database; trying again.")
            close_old_connections()
            stop.wait(TROUBLE_SECONDS)
            continue
        if once:
            break
        stop.wait(IDLE_SECONDS)
    return done
