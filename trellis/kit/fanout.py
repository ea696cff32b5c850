"""Tells every server process what has changed, after it is committed.

An operation calls `announce(topic, part)`; who listens to the topic hears ``part`` once the transaction is on
disk, and nothing if it was rolled back. Within a process the hub passes it on; between processes PostgreSQL's
LISTEN/NOTIFY does. SQLite is served by one process, so the hub is enough there (what another command, e.g.
the worker, announces does not reach a server on SQLite: who listens looks again from time to time anyway).
"""

import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, transaction

logger = logging.getLogger("trellis.fanout")

#: What a listener hears when something may have been missed (the connection was lost): look at everything.
EVERYTHING = "*"
CHANNEL = "trellis"
#: PostgreSQL carries less than 8000 bytes in one notice.
LONGEST = 7900
RETRY_SECONDS = 1.0
#: How long a wait for notices lasts before the thread looks whether it should end.
LOOK_SECONDS = 0.5

Hears = Callable[[str], None]


class Subscription:
    """One listener of one topic, until `close`."""

    def __init__(self, hub: "Hub", topic: str, hears: Hears) -> None:
        self._hub, self.topic, self.hears = hub, topic, hears

    def close(self) -> None:
        """Hear no more. May be called twice."""
        self._hub.drop(self)


class Hub:
    """The listeners of one process. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._topics: dict[str, list[Subscription]] = {}
        self._wire: _Wire | None = None

    def listen(self, topic: str, hears: Hears) -> Subscription:
        """Call ``hears(part)`` for everything announced on ``topic`` from now on.

        It is called in whichever thread the news comes by, so it must be quick and thread-safe: an event
        loop gives ``loop.call_soon_threadsafe``. On PostgreSQL this returns when the notices of the other
        processes are sure to come, or after some seconds if the database cannot be reached.
        """
        subscription = Subscription(self, topic, hears)
        with self._lock:
            self._topics.setdefault(topic, []).append(subscription)
            if self._wire is None and connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
                self._wire = _Wire(self)
            wire = self._wire
        if wire is not None:
            wire.ready.wait(timeout=5)
        return subscription

    def drop(self, subscription: Subscription) -> None:
        """Forget a listener."""
        with self._lock:
            left = [one for one in self._topics.get(subscription.topic, []) if one is not subscription]
            if left:
                self._topics[subscription.topic] = left
            else:
                self._topics.pop(subscription.topic, None)

    def tell(self, topic: str, part: str) -> None:
        """Pass news on to the listeners of this process; one that fails does not keep it from the others."""
        with self._lock:
            listeners = list(self._topics.get(topic, ()))
        self._tell(listeners, part)

    def tell_all(self) -> None:
        """Tell every listener that something may have been missed."""
        with self._lock:
            listeners = [one for several in self._topics.values() for one in several]
        self._tell(listeners, EVERYTHING)

    def close(self) -> None:
        """Stop listening to the other processes (a process that ends, a test)."""
        with self._lock:
            wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()

    def _tell(self, listeners: list[Subscription], part: str) -> None:
        for listener in listeners:
            try:
                listener.hears(part)
            except Exception:
                logger.exception("A listener of %s failed.", listener.topic)


class _Wire:
    """The connection on which PostgreSQL tells what all processes announce; it comes back by itself."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._ended = threading.Event()
        self.ready = threading.Event()
        # taken here, in the caller's thread: Django's connections belong to their threads
        self._how: dict[str, Any] = dict(connections[DEFAULT_DB_ALIAS].get_connection_params())
        self._thread = threading.Thread(target=self._run, name="fanout", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        missed = False
        while not self._ended.is_set():
            try:
                with psycopg.connect(**{**self._how, "autocommit": True}) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self.ready.set()
                    if missed:
                        self._hub.tell_all()
                    missed = True
                    self._hear(connection)
            except psycopg.Error as failure:
                missed = True
                logger.warning("News of the other processes is late: %s", failure)
                self._ended.wait(RETRY_SECONDS)

    def _hear(self, connection: psycopg.Connection[Any]) -> None:
        while not self._ended.is_set():
            for notice in connection.notifies(timeout=LOOK_SECONDS):
                topic, part = json.loads(notice.payload)
                self._hub.tell(topic, part)


#: The hub of this process.
hub = Hub()


def announce(topic: str, part: str) -> None:
    """Tell the listeners of ``topic`` in every server process that ``part`` changed, once it is committed.

    Outside a transaction it is told at once.

    Raises:
        ValueError: if topic and part together are longer than one notice can carry.
    """
    payload = json.dumps([topic, part])
    if len(payload) > LONGEST:
        raise ValueError(f"News of {len(payload)} bytes is too long; announce what changed, not the change.")
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        # part of the transaction: PostgreSQL delivers it at commit, also to ourselves
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
    else:
        transaction.on_commit(lambda: hub.tell(topic, part))
