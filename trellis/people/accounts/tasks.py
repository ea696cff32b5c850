"""One-line wrappers for the worker."""

from django.tasks import task

from trellis.people.accounts import work


@task()
def mail_sign_in_link(email: str, next_path: str) -> bool:
    """See `work.mail_sign_in_link`."""
    return work.mail_sign_in_link(email, next_path)


@task()
def mail_invitation(invitation_id: int) -> bool:
    """See `work.mail_invitation`."""
    return work.mail_invitation(invitation_id)


@task()
def mail_security_change(person_id: int, what: str) -> bool:
    """See `work.mail_security_change`."""
    return work.mail_security_change(person_id, what)
