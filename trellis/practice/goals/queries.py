"""Reads goals, and says them in one sentence."""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import view_of_community
from trellis.practice.goals.models import Goal


def goals_of(community: Community, *, by: Person) -> QuerySet[Goal]:
    """Return the open goals of a community that the person may see.

    Goals of a trial that its team has not shown yet are hidden by the cycles room, not here: see
    ``trellis.practice.cycles.queries.shown_goals``.
    """
    if view_of_community(by, community, ObjectKind.GOAL) < View.FULL:
        return Goal.objects.none()
    return Goal.objects.filter(community=community, ended_at=None)


def number_words(value: Decimal, unit: str = "") -> str:
    """Write a value of a goal: “42 %”, “3.5”."""
    trimmed = formats.number_format(value.normalize() if value % 1 else value.quantize(Decimal(1)))
    return f"{trimmed}\u00a0{unit}" if unit else trimmed  # a number and its unit stay on one line


def goal_sentence(goal: Goal) -> str:
    """Say the goal in one sentence (content, 7.11)."""
    words = {
        "who": goal.who,
        "target": number_words(goal.target, goal.unit),
        "measure": goal.measured_by,
        "day": formats.date_format(goal.due_on),
    }
    if goal.baseline is None:
        return (
            _("%(who)s will reach %(target)s (%(measure)s) by %(day)s; where they stand now is unknown yet.")
            % words
        )
    return _("%(who)s will move from %(baseline)s to %(target)s (%(measure)s) by %(day)s.") % {
        **words,
        "baseline": number_words(goal.baseline, goal.unit),
    }
