"""Fixed vocabulary of the roster."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClassKind(models.TextChoices):
    """How a class meets."""

    HOMEROOM = "homeroom", _("Homeroom")
    SCHEDULED = "scheduled", _("Scheduled class")


class RosterRule(models.TextChoices):
    """What brings people of a school together, as the roster shows it (S0-12)."""

    GRADE = "grade", _("The same grade")
    COURSE = "course", _("The same course")
    DEPARTMENT = "department", _("The same subject")
    ROLE = "role", _("The same role")


#: Roles whose holders in one school make a team; teachers meet by what they teach, leaders are few.
ROLES_OF_TEAMS = ("paraeducator", "counselor", "office")


class IdentifierSystem(models.TextChoices):
    """Systems whose numbers name a student in files."""

    LOCAL = "local", _("District number")
    STATE = "state", _("State number")
    USERNAME = "username", _("User name")
    EMAIL = "email", _("School e-mail address")
    SOURCED_ID = "sourced_id", _("Id of the student system")
    OTHER = "other", _("Another number")


class GroupFamily(models.TextChoices):
    """A way to divide students into reporting groups. One table shows at most one."""

    NONE = "none", _("No groups")
    SEX = "sex", _("Gender as the student system says it")
    RACE = "race", _("Race and ethnicity, the federal rule of 1997")
