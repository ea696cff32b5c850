"""Fixed vocabulary of need groups, supports and named adults."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class GroupKind(models.TextChoices):
    """What a need group is for. Together they hold every student of the team."""

    NEED = "need", _("Something to learn next")
    EXTENSION = "extension", _("Ready to extend")
    UNSEEN = "unseen", _("Not yet seen")


class Why(models.TextChoices):
    """Why a strategy is suggested for a group (S4-12)."""

    TOLD = "told", _("A colleague told it for this need.")
    USED = "used", _("You used it for such a group before.")
    TOPIC = "topic", _("It is about what this group needs.")
    CATCH_UP = "catch_up", _("It brings students back into the work of their grade.")
    BEYOND = "beyond", _("It takes further those who are ready.")

    @property
    def points(self) -> int:
        """How much it weighs; a colleague's word weighs most."""
        return {Why.TOLD: 4, Why.USED: 3, Why.TOPIC: 2}.get(self, 1)


class RegroupingState(models.TextChoices):
    """Life of a regrouping: proposed, settled by the team, ended when the next one begins."""

    PROPOSED = "proposed", _("Proposed")
    SETTLED = "settled", _("Settled")
    ENDED = "ended", _("Ended")


class Cell(models.TextChoices):
    """How one student's answer to one item reads in the grid."""

    RIGHT = "right", _("right")
    PART = "part", _("in part")
    WRONG = "wrong", _("not right")
    BLANK = "blank", _("left blank")
    UNSEEN = "unseen", _("no result")


class SupportKind(models.TextChoices):
    """What a support is about. Extension is a support too (S3-10)."""

    LEARNING = "learning", _("Learning: a skill or standard")
    EXTENSION = "extension", _("Extension: going further")
    LANGUAGE = "language", _("Language")
    ATTENDANCE = "attendance", _("Being at school")
    BELONGING = "belonging", _("Belonging and behavior")
    OTHER = "other", _("Something else")


class SupportEnd(models.TextChoices):
    """Why a support ended."""

    REACHED = "reached", _("The aim was reached")
    CHANGED = "changed", _("We try something else")
    MOVED = "moved", _("The student moved on")


class Way(models.TextChoices):
    """Which way the aim of a support goes."""

    UP = "up", _("more is better")
    DOWN = "down", _("less is better")


class Looked(models.TextChoices):
    """What was opened of a student, as the journal keeps it."""

    CARD = "card", _("opened the student card")
    SUPPORT = "support", _("opened a support")


#: A review within so many days is due soon.
REVIEW_SOON_DAYS = 7
#: Evidence older than this does not count as recent (S0-17).
RECENT_DAYS = 42

#: Sentences of this room's notices; they name no student.
SENTENCES = {
    "look.asked": gettext_noop(
        "A family asks about a look at their child’s card. You answer for the school."
    ),
    "look.answered": gettext_noop("The school answered your question about a look at your child’s card."),
}

#: The names of kinds as the journal writes them.
STUDENT, REGROUPING, SUPPORT = "student", "regrouping", "support"
