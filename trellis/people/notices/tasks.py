"""One-line wrappers for the worker."""

from django.tasks import task

from trellis.people.notices import work


@task()
def send_due_mail() -> int:
    """See `work.send_due_mail`; due every few minutes."""
    return work.send_due_mail()
