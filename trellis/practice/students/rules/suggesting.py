"""From what a group needs to strategies worth a try, each with its reasons; the team chooses (S4-12)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trellis.evidence.measures.rules.results import name_key
from trellis.practice.library.words import EvidenceStrength
from trellis.practice.students.words import GroupKind, Why

MOST = 4
#: Domains of academic standards as they stand in their codes (“4.NF.A.2”, “CCSS.ELA-LITERACY.RI.4.1”).
_DOMAINS = {
    "NF": "fraction-reasoning",
    "RP": "fraction-reasoning",
    "NBT": "number-sense",
    "OA": "number-sense",
    "CC": "number-sense",
    "NS": "number-sense",
    "RF": "foundational-reading",
    "RL": "reading-comprehension",
    "RI": "reading-comprehension",
    "SL": "academic-talk",
    "L": "vocabulary",
}
_CODE = re.compile(r"(?:^|[\s.])([A-Z]{1,3})(?=\.)")
_WORDS = (
    (r"\b(fracti?on|fracciones?|denominator|numerator)", "fraction-reasoning"),
    (r"\b(number|place value|subtract|add|multipl|divi|sumas?|restas?|números?)", "number-sense"),
    (r"\b(phonics|decod|fluen|sounds?|letras?)", "foundational-reading"),
    (r"\b(comprehen|main idea|infer|lectura|idea principal)", "reading-comprehension"),
    (r"\b(vocabular|words?|palabras?)", "vocabulary"),
    (r"\b(problem|word problem|problemas?)", "problem-solving"),
    (r"\b(talk|explain|argument|hablar|explicar)", "academic-talk"),
)
_STRENGTH = {
    EvidenceStrength.STRONG: 3,
    EvidenceStrength.MODERATE: 2,
    EvidenceStrength.PROMISING: 1,
    EvidenceStrength.RATIONALE: 0,
}
#: What a kind of group is after, beside its topic: back into the work of the grade, or beyond it.
_AIMS = {
    GroupKind.NEED: frozenset({"acceleration", "catch-up"}),
    GroupKind.EXTENSION: frozenset({"extension"}),
    GroupKind.UNSEEN: frozenset[str](),
}


@dataclass(frozen=True)
class Card:
    """A strategy as the rules see it; ``told_for`` is the need a colleague told it for, on the team's own."""

    pk: str
    topics: frozenset[str]
    strength: str = ""
    told_for: str = ""
    own: bool = False
    used_before: bool = False


@dataclass(frozen=True)
class Suggestion:
    """A strategy with why it stands here."""

    pk: str
    reasons: tuple[Why, ...]


def topics_of(texts: Sequence[str]) -> frozenset[str]:
    """Return the topics of needs, from the codes of their standards and from their words."""
    found = set()
    for text in texts:
        found |= {_DOMAINS[part] for part in _CODE.findall(text) if part in _DOMAINS}
        found |= {topic for pattern, topic in _WORDS if re.search(pattern, text, re.IGNORECASE)}
    return frozenset(found)


def suggest(kind: GroupKind, name: str, needs: Sequence[str], cards: Sequence[Card]) -> list[Suggestion]:
    """Return strategies for a group, the best reasons first, at most four; without a reason none is named.

    A group that nobody has seen yet gets none: first look, then teach.
    """
    if kind == GroupKind.UNSEEN:
        return []
    topics, wanted = topics_of([name, *needs]), {name_key(text) for text in (name, *needs)}
    found = []
    for card in cards:
        reasons = []
        if card.told_for and name_key(card.told_for) in wanted:
            reasons.append(Why.TOLD)
        if card.used_before:
            reasons.append(Why.USED)
        if topics & (card.topics | topics_of([card.told_for])):
            reasons.append(Why.TOPIC)
        if _AIMS[kind] & card.topics:
            reasons.append(Why.BEYOND if kind == GroupKind.EXTENSION else Why.CATCH_UP)
        if reasons:
            points = sum(reason.points for reason in reasons)
            strength = _STRENGTH.get(EvidenceStrength(card.strength), 0) if card.strength else 0
            found.append((-points, -strength, not card.own, card.pk, Suggestion(card.pk, tuple(reasons))))
    return [one[-1] for one in sorted(found, key=lambda one: one[:4])[:MOST]]
