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
from trellis.practice.library.models import (
    AgendaTemplate,
    CycleTemplate,
    LearningDesign,
    Protocol,
    StageProtocols,
    Strategy,
    StrategyCard,
    in_language,
)
from trellis.practice.library.rules import Wish, fits
from trellis.practice.library.words import EvidenceStrength, ProtocolUse

__all__ = [
    "Fit",
    "Wish",
    "agenda_templates",
    "cycle_templates",
    "fitting_designs",
    "fitting_protocols",
    "in_language",
    "open_agenda_template",
    "open_cycle_template",
    "open_protocol",
    "protocols",
    "protocols_for_stage",
    "strategies_for",
    "strategy_cards_of",
    "use_labels",
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


def protocols() -> QuerySet[Protocol]:
    """Return the newest version of every protocol in use, in their order."""
    newest = Protocol.objects.annotate(newest=Window(Max("version"), partition_by=[F("key")])).filter(
        version=F("newest")
    )
    return newest.filter(retired_at=None).order_by("number")


def fitting_protocols(wish: Wish) -> list[Protocol]:
    """Return the protocols that fit a wish. Those within the time come first, then those to be shortened."""
    found = [
        protocol
        for protocol in protocols()
        if fits(
            wish,
            uses=protocol.uses,
            people=(protocol.people_min, protocol.people_max),
            minutes=protocol.minutes,
            words=" ".join([*protocol.names.values(), *protocol.purposes.values()]),
        )
    ]
    too_long = {protocol.pk: bool(wish.minutes) and protocol.minutes > wish.minutes for protocol in found}
    return sorted(found, key=lambda protocol: (too_long[protocol.pk], protocol.number))


def open_protocol(*, key: str) -> Protocol:
    """Return the newest version of a protocol with its steps.

    Raises:
        NotFound: when there is none of this name.
    """
    protocol = protocols().filter(key=key).prefetch_related("steps").first()
    if protocol is None:
        raise NotFound(_("There is no such protocol."))
    return protocol


def use_labels(protocol: Protocol) -> list[str]:
    """Return what a protocol is used for, in words."""
    return [str(ProtocolUse(use).label) for use in protocol.uses]


def protocols_for_stage(*, template_key: str, stage_key: str) -> list[Protocol]:
    """Return the protocols that suit a stage of a cycle template, best first (S4-33)."""
    row = StageProtocols.objects.filter(template_key=template_key, stage_key=stage_key).first()
    keys = list(row.protocols) if row else []
    return sorted(protocols().filter(key__in=keys), key=lambda protocol: keys.index(protocol.key))


def agenda_templates() -> QuerySet[AgendaTemplate]:
    """Return the agendas to start from, in the order they are offered."""
    return AgendaTemplate.objects.order_by("position", "key")


def open_agenda_template(*, key: str) -> AgendaTemplate:
    """Return an agenda template.

    Raises:
        NotFound: when there is none of this name.
    """
    template = AgendaTemplate.objects.filter(key=key).first()
    if template is None:
        raise NotFound(_("There is no such agenda template."))
    return template
