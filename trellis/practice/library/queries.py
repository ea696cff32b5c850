"""Reads the library. It is open to everyone who is signed in."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Max, QuerySet, Window
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import view_of_community
from trellis.practice.library.models import CycleTemplate, LearningDesign, Strategy, StrategyCard, in_language
from trellis.practice.library.words import EvidenceStrength

__all__ = [
    "Fit",
    "cycle_templates",
    "fitting_designs",
    "in_language",
    "open_cycle_template",
    "strategies_for",
    "strategy_cards_of",
]


def cycle_templates() -> QuerySet[CycleTemplate]:
    """Return the newest version of every template in use, in the order they are offered."""
    newest = CycleTemplate.objects.annotate(newest=Window(Max("version"), partition_by=[F("key")])).filter(
        version=F("newest")
    )
    return newest.filter(retired_at=None).order_by("position", "key")


def open_cycle_template(*, key: str) -> CycleTemplate:
    """Return the newest version of a template.

    Raises:
        NotFound: when there is none of this name.
    """
    template = (
        CycleTemplate.objects.filter(key=key, retired_at=None)
        .prefetch_related("stages")
        .order_by("-version")
        .first()
    )
    if template is None:
        raise NotFound(_("There is no such cycle template."))
    return template


def strategies_for(topic: str = "") -> list[Strategy]:
    """Return the strategies of the library, those that fit the topic first."""
    return sorted(Strategy.objects.all(), key=lambda card: (topic not in card.topics, card.key))


@dataclass(frozen=True)
class Fit:
    """A learning design with the reasons why it stands where it stands."""

    design: LearningDesign
    reasons: tuple[str, ...]


def fitting_designs(*, area: str, hours: Decimal, people: int, may_cost: bool) -> list[Fit]:
    """Return the learning designs that are possible, best fit first, each with its reasons (S4-23)."""
    found: list[tuple[int, Fit]] = []
    for design in LearningDesign.objects.filter(people_min__lte=people):
        if design.cost == 2 and not may_cost:
            continue
        reasons, points = _reasons(design, area, hours)
        found.append((points, Fit(design, tuple(reasons))))
    return [fit for _points, fit in sorted(found, key=lambda pair: (-pair[0], pair[1].design.position))]


_GOOD: Collection[str] = (EvidenceStrength.STRONG, EvidenceStrength.MODERATE)


def _reasons(design: LearningDesign, area: str, hours: Decimal) -> tuple[list[str], int]:
    reasons, points = [], 0
    if area in design.suits:
        reasons.append(_("fits what you want to learn"))
        points += 3
    if design.hours <= hours:
        reasons.append(_("fits the time you have"))
        points += 2
    else:
        reasons.append(_("takes %(hours)s hours, more than you have") % {"hours": f"{design.hours:g}"})
    if design.strength in _GOOD:
        reasons.append(_("well studied"))
        points += 1
    if design.cost == 0:
        reasons.append(_("costs nothing"))
        points += 1
    elif design.cost == 1:
        reasons.append(_("needs someone to cover a lesson"))
    else:
        reasons.append(_("needs money"))
    return reasons, points


def strategy_cards_of(community: Community, *, by: Person) -> QuerySet[StrategyCard]:
    """Return the strategies a team wrote down, newest first; none for those who are no members."""
    if view_of_community(by, community, ObjectKind.STRATEGY_CARD) < View.FULL:
        return StrategyCard.objects.none()
    return StrategyCard.objects.filter(community=community).select_related("told_by")
