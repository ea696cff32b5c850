"""Fixed vocabulary of help between teams."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class Reach(models.TextChoices):
    """Who is asked for help; the team that asks chooses (S0-13)."""

    SCHOOL = "school", _("The teams of our school")
    DISTRICT = "district", _("The teams of the whole district")


#: Sentences of this room's notices, filled with the words of the notice.
SENTENCES = {
    "help.answered": gettext_noop("%(by)s of %(team)s answers your question “%(topic)s”."),
    "help.given": gettext_noop("%(by)s helps %(community)s for your team: “%(topic)s”."),
    "help.closed": gettext_noop("%(community)s found help with “%(topic)s”. Thank you."),
}
