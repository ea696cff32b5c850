"""Fixed vocabulary of releases."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who reads a release, and how exactly. Nobody of either sees a student's own result there."""

    STAFF = "staff", _("Staff: numbers of students and whole percentages")
    PUBLIC = "public", _("Families, community, public: size bands and coarse percentages")
