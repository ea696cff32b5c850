"""One-line wrappers for the worker."""

from django.tasks import task

from trellis.practice.meetings import work


@task()
def mail_guest_invitation(invitation_id: int) -> bool:
    """See `work.mail_guest_invitation`."""
    return work.mail_guest_invitation(invitation_id)
