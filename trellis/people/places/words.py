"""Fixed vocabulary of places."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """Any node of the tree."""

    STATE = "state", _("State")
    NETWORK = "network", _("Network")
    DISTRICT = "district", _("District")
    AREA = "area", _("Area")
    SCHOOL = "school", _("School")
    DEPARTMENT = "department", _("Department")


class TermKind(models.TextChoices):
    """Parts of a school year."""

    SEMESTER = "semester", _("Semester")
    TERM = "term", _("Term")
    GRADING_PERIOD = "grading_period", _("Grading period")


class MarkKind(models.TextChoices):
    """What of the organization falls on days with school and shapes the work of its teams."""

    ASSESSMENT = "assessment", _("Assessment window")
    INITIATIVE = "initiative", _("Initiative")


class PolicyProfile(models.TextChoices):
    """How strict the visibility policy is; loosening needs a dated notice to everyone affected."""

    LABOR_AGREEMENT_SAFE = "labor_agreement_safe", _("Labor-agreement safe")
    STRICTER = "stricter", _("Stricter")
    STATE_REPORTING = "state_reporting", _("State reporting")


class Accent(models.TextChoices):
    """Accent colours of a public page, each with contrast checked in light and dark."""

    LEAF = "leaf", _("Leaf green")
    LAKE = "lake", _("Lake blue")
    PLUM = "plum", _("Plum")
    BRICK = "brick", _("Brick")
