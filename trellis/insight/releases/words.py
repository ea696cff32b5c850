"""Fixed vocabulary of releases."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who reads a release, and how exactly. Nobody of either sees a student's own result there."""

    STAFF = "staff", _("Staff: numbers of students and whole percentages")
    PUBLIC = "public", _("Families, community, public: size bands and coarse percentages")


class HiddenBecause(models.TextChoices):
    """Why numbers of a table are hidden: which rules were at work, never where and never how much."""

    SMALL = "small", _("A group has fewer students than are ever shown.")
    GIVES_AWAY = "gives_away", _("Beside its neighbors a number would tell such a small group.")
    ALIKE = "alike", _("Fewer students of a group reached it, or did not, than are ever shown.")
    EARLIER = "earlier", _("Beside a table that was published before, a number would tell who came or left.")


#: Groups in words; what the student system calls otherwise is shown as it says it.
GROUP_LABELS = {
    "": _("All students"),
    "female": _("Female"),
    "male": _("Male"),
    "other": _("Another gender"),
    "unspecified": _("Gender not said"),
    "unknown": _("Not known"),
    "hispanic": _("Hispanic or Latino"),
    "two_or_more": _("Two or more races"),
    "american_indian": _("American Indian or Alaska Native"),
    "asian": _("Asian"),
    "black": _("Black or African American"),
    "pacific_islander": _("Native Hawaiian or Other Pacific Islander"),
    "white": _("White"),
}
