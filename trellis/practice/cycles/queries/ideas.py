"""The idea board as one member sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Cycle, Idea, IdeaVote
from trellis.practice.library.words import EvidenceStrength

#: Dots of each member.
DOTS = 3


@dataclass(frozen=True)
class IdeaLine:
    """An idea on the board. ``name`` is empty until names are shown."""

    public_id: str
    text: str
    strength: str
    name: str
    dots: int
    mine: bool


@dataclass(frozen=True)
class IdeaBoard:
    """Ideas, most dots first once names are shown, in the order of writing before."""

    lines: Sequence[IdeaLine]
    named: bool
    dots_left: int


def idea_board(cycle: Cycle, *, by: Person) -> IdeaBoard:
    """Return the board of a cycle the person has opened. While ideas have no names, dots show only to whom
    they belong, so that nobody follows the crowd."""
    rows = list(Idea.objects.filter(cycle=cycle).select_related("by"))
    votes = list(IdeaVote.objects.filter(idea__cycle=cycle).values_list("idea_id", "person_id"))
    named = bool(rows) and all(idea.named_at is not None for idea in rows)
    lines = [
        IdeaLine(
            public_id=idea.public_id,
            text=idea.text,
            strength=str(EvidenceStrength(idea.strength).label) if idea.strength else "",
            name=idea.by.called if named else "",
            dots=sum(1 for voted, _person in votes if voted == idea.pk) if named else 0,
            mine=(idea.pk, by.pk) in votes,
        )
        for idea in rows
    ]
    if named:
        lines.sort(key=lambda line: -line.dots)
    return IdeaBoard(lines, named, DOTS - sum(1 for _idea, person in votes if person == by.pk))
