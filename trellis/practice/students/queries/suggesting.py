"""Strategies suggested for a need group. For members of the team: the caller opens the group first."""

from dataclasses import dataclass

from trellis.people.accounts.models import Person
from trellis.practice.library.queries import strategies_for, strategy_cards_of
from trellis.practice.library.words import EvidenceStrength
from trellis.practice.students.models import NeedGroup
from trellis.practice.students.rules.suggesting import Card, suggest
from trellis.practice.students.words import GroupKind


@dataclass(frozen=True)
class SuggestedStrategy:
    """A strategy for a group: what one does, why it stands here, and what is known of it."""

    pk: str
    name: str
    practice_change: str
    reasons: tuple[str, ...]
    known: str


def suggestions_for(group: NeedGroup, *, by: Person) -> list[SuggestedStrategy]:
    """Return the strategies of team and library worth a try for a group, each with its reasons (S4-12)."""
    community = group.regrouping.community
    own = {card.public_id: card for card in strategy_cards_of(community, by=by)}
    library = {card.public_id: card for card in strategies_for()}
    kind = GroupKind(group.kind)
    before = NeedGroup.objects.filter(regrouping__community=community, kind=kind).exclude(
        regrouping=group.regrouping
    )
    used = {
        pk
        for row in before.values_list("card__public_id", "team_card__public_id", "needs")
        for pk in row[:2]
        if pk and (not group.needs or set(row[2]) & set(group.needs))
    }
    cards = [
        Card(card.public_id, frozenset(), told_for=card.topic, own=True, used_before=card.public_id in used)
        for card in own.values()
    ]
    cards += [
        Card(card.public_id, frozenset(card.topics), card.strength, used_before=card.public_id in used)
        for card in library.values()
    ]
    found = []
    for one in suggest(kind, group.name, group.needs, cards):
        reasons = tuple(str(reason.label) for reason in one.reasons)
        if one.pk in own:
            mine = own[one.pk]
            found.append(SuggestedStrategy(one.pk, mine.name, mine.practice_change, reasons, ""))
        else:
            card = library[one.pk]
            known = f"{EvidenceStrength(card.strength).label}. {card.evidence_note}"
            found.append(SuggestedStrategy(one.pk, card.name, card.practice_change, reasons, known))
    return found
