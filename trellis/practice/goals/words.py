"""Fixed vocabulary of goals."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GoalKind(models.TextChoices):
    """Whose learning a goal is about; the two come as a pair (S1-15)."""

    STUDENT = "student", _("Goal for students")
    EDUCATOR = "educator", _("Goal for ourselves")


class GoalType(models.TextChoices):
    """What kind of change a goal asks for (content, 7.11)."""

    OUTCOME = "outcome", _("What is reached")
    GROWTH = "growth", _("How much is gained")
    PRACTICE = "practice", _("What is done in class")
    PROCESS = "process", _("How we work")


class Direction(models.TextChoices):
    """Which way the measure should move."""

    UP = "up", _("more of it")
    DOWN = "down", _("less of it")
