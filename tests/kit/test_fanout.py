"""News reaches every listener after the commit, never before it and never without it."""

import json
import queue
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, transaction

from trellis.kit import fanout
from trellis.kit.fanout import EVERYTHING, LONGEST, announce, hub

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 10


@pytest.fixture
def heard() -> Iterator["queue.Queue[str]"]:
    """What a listener of "door:1" hears, in order."""
    news: queue.Queue[str] = queue.Queue()
    subscription = hub.listen("door:1", news.put)
    yield news
    subscription.close()
    hub.close()


def _marker(heard: "queue.Queue[str]") -> list[str]:
    """Return all that was heard up to a last announcement, so that silence needs no waiting."""
    announce("door:1", "end")
    parts = []
    while (part := heard.get(timeout=SECONDS)) != "end":
        parts.append(part)
    return parts


def test_it_is_heard_after_the_commit_and_not_before(heard: "queue.Queue[str]") -> None:
    with transaction.atomic():
        announce("door:1", "agenda")
        announce("door:2", "nobody listens")
        assert heard.empty()
    assert _marker(heard) == ["agenda"]


def test_what_is_rolled_back_was_never_said(heard: "queue.Queue[str]") -> None:
    class Undone(Exception):
        pass

    def undone() -> None:
        with transaction.atomic():
            announce("door:1", "agenda")
            raise Undone

    with pytest.raises(Undone):
        undone()
    with transaction.atomic():
        with pytest.raises(Undone):
            undone()
        announce("door:1", "timer")
    assert _marker(heard) == ["timer"]


def test_who_stopped_listening_hears_nothing_and_one_that_fails_harms_nobody(
    heard: "queue.Queue[str]", caplog: pytest.LogCaptureFixture
) -> None:
    gone: list[str] = []
    left = hub.listen("door:1", gone.append)
    left.close()
    left.close()

    def fails(part: str) -> None:
        raise RuntimeError(part)

    failing = hub.listen("door:1", fails)
    later: queue.Queue[str] = queue.Queue()
    last = hub.listen("door:1", later.put)
    announce("door:1", "notes")
    assert heard.get(timeout=SECONDS) == "notes"
    assert later.get(timeout=SECONDS) == "notes"
    failing.close()
    last.close()
    assert gone == []
    assert "failed" in caplog.text


def test_too_long_news_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        announce("door:1", "x" * LONGEST)


def test_any_text_arrives_as_it_was(heard: "queue.Queue[str]") -> None:
    announce("door:1", 'ñ "quoted" \u2028 🌱')
    assert _marker(heard) == ['ñ "quoted" \u2028 🌱']


def _only_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is served by one process.")


def test_another_process_is_heard(heard: "queue.Queue[str]") -> None:
    _only_postgresql()
    program = (
        "import os, sys, json, psycopg\n"
        "how, payload = json.loads(sys.argv[1]), sys.argv[2]\n"
        "with psycopg.connect(**how) as c: c.execute('SELECT pg_notify(%s, %s)', ['trellis', payload])\n"
    )
    settings = connection.settings_dict
    how = {"dbname": settings["NAME"], "user": settings["USER"], "host": settings["HOST"]}
    how |= {"port": settings["PORT"], "password": settings["PASSWORD"]}
    payload = json.dumps(["door:1", "decisions"])
    subprocess.run([sys.executable, "-c", program, json.dumps(how), payload], check=True, timeout=60)
    assert heard.get(timeout=SECONDS) == "decisions"


def test_after_a_lost_connection_all_is_looked_at_again(
    heard: "queue.Queue[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    _only_postgresql()
    monkeypatch.setattr(fanout, "RETRY_SECONDS", 0.05)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
    assert heard.get(timeout=SECONDS) == EVERYTHING
    assert _marker(heard) == []


def test_a_database_that_cannot_be_reached_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _only_postgresql()
    hub.close()
    monkeypatch.setattr(fanout, "RETRY_SECONDS", 0.05)
    real = psycopg.connect
    tries: list[int] = []

    def connect(**how: object) -> object:
        tries.append(1)
        if len(tries) == 1:
            raise psycopg.OperationalError("not now")
        return real(**how)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(psycopg, "connect", connect)
    news: queue.Queue[str] = queue.Queue()
    subscription = hub.listen("door:1", news.put)
    announce("door:1", "agenda")
    assert news.get(timeout=SECONDS) in (EVERYTHING, "agenda")
    assert "late" in caplog.text
    subscription.close()
    hub.close()
