"""What is asked again and again while one page is read is answered once.

A page that only reads asks ten times who a person is at this place. Within `one_read()` the first answer
stands until the page is done; outside of it, and after `forget()`, every question is asked anew.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers_of_one_read", default=None)


@contextmanager
def one_read() -> Iterator[None]:
    """Remember the answers of `once` until the end, for this thread or task alone."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once[Answer](key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """Return what ``ask`` answers; within one read it is called once for each key.

    Nobody may change what is returned: others get the same object.
    """
    answers = _answers.get()
    if answers is None:
        return ask()
    if key not in answers:
        answers[key] = ask()
    return cast("Answer", answers[key])


def forget() -> None:
    """Ask everything anew from here on: something that was read may have changed."""
    answers = _answers.get()
    if answers is not None:
        answers.clear()
