"""Fixed vocabulary of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """Languages a person can choose for pages and mails."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")


#: How long an invitation and a sign-in link hold.
INVITATION_DAYS = 14
SIGN_IN_LINK_MINUTES = 30
#: Ended links are kept this long, so that a used one can say so.
SIGN_IN_LINK_KEPT_DAYS = 7
#: No more links than this are mailed to one person in an hour.
SIGN_IN_LINKS_AN_HOUR = 5


def topic_of_access(public_id: str) -> str:
    """Return the topic under which a person's open sockets hear that their access has changed."""
    return f"access:{public_id}"
