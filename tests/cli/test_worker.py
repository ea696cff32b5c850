"""The worker runs what waits, survives a failing task, and stops when asked."""

import threading

import pytest
from django.db.utils import OperationalError
from django.tasks import task
from django.test import override_settings

from trellis.cli import worker

DATABASE = {"default": {"BACKEND": "django_database_task.backends.DatabaseTaskBackend"}}
DONE: list[str] = []


@task
def note(word: str) -> None:
    """Remember a word."""
    DONE.append(word)


@task
def fail() -> None:
    """Fail, as tasks sometimes do."""
    raise ValueError("meant")


@pytest.mark.django_db(transaction=True)
def test_it_runs_what_waits_and_a_failing_task_stops_nothing() -> None:
    DONE.clear()
    with override_settings(TASKS=DATABASE):
        fail.enqueue()
        note.enqueue("first")
        note.enqueue("second")
        assert worker.work(threading.Event(), once=True) == 3
    assert DONE == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_it_stops_when_asked() -> None:
    stop = threading.Event()
    stop.set()
    with override_settings(TASKS=DATABASE):
        note.enqueue("never")
        assert worker.work(stop) == 0


@pytest.mark.django_db
def test_it_waits_for_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, asked = threading.Event(), []

    def away(*_: object) -> None:
        asked.append(1)
        if len(asked) == 2:
            stop.set()
        raise OperationalError("the database system is starting up")

    monkeypatch.setattr(worker, "requeue_stale_tasks", away)
    monkeypatch.setattr(worker, "TROUBLE_SECONDS", 0.01)
    assert worker.work(stop) == 0
    assert len(asked) == 2
