"""Plain facts of a cycle, gathered once, that exit checks look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from trellis.practice.cycles.words import EvidenceKind, NeedSide, VoiceKind


@dataclass(frozen=True)
class CauseFact:
    """A cause: is there evidence, is it ours to change?"""

    has_evidence: bool
    within_control: bool


@dataclass(frozen=True)
class Facts:
    """What is true in a cycle now. Names are of current members by person id, for sentences to the team."""

    members: Mapping[int, str] = field(default_factory=dict)
    checker_yes: int = 0
    problem_stated: bool = False
    evidence: tuple[EvidenceKind, ...] = ()
    causes: tuple[CauseFact, ...] = ()
    needs: frozenset[NeedSide] = frozenset()
    student_goal: bool = False
    educator_goal: bool = False
    has_strategy: bool = False
    strategy_has_cause: bool = False
    strategy_has_goal: bool = False
    practice_change: bool = False
    use_starts_on: date | None = None
    theory: bool = False
    locked: bool = False
    voices: Mapping[VoiceKind, frozenset[int]] = field(default_factory=dict)
    visited_with: frozenset[frozenset[int]] = frozenset()
    used_by: frozenset[int] = frozenset()
    points_since_start: int = 0
    decided: bool = False
    next_named: bool = False
    told: bool = False
    answered: int = 0
    plan_steps: int = 0
    story_published: bool = False

    def missing(self, kind: VoiceKind) -> list[str]:
        """Return the names of members who have not spoken on this yet."""
        said = self.voices.get(kind, frozenset())
        return [name for person, name in self.members.items() if person not in said]
