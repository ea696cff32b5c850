"""The policy table as people read it. Nothing is written by hand here: the pages cannot say more or less."""

from dataclasses import dataclass

from trellis.people.access.rules import ACTIONS, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View

#: How a principal stands to everything of the own school (a test compares with a real one). Whoever is also
#: a member of a community sees there what members see.
PRINCIPAL = (Relation.SCHOOL_LEADER, Relation.SCHOOL_STAFF, Relation.DISTRICT_STAFF, Relation.ANYONE)


@dataclass(frozen=True)
class PolicyCell:
    """How much one relation sees of one kind of object, and what it may do with it."""

    relation: Relation
    view: View
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class PolicyRow:
    """One kind of object and everybody's view of it, in the order of the vocabulary."""

    kind: ObjectKind
    cells: tuple[PolicyCell, ...]

    @property
    def seeing(self) -> tuple[PolicyCell, ...]:
        """Those who see anything."""
        return tuple(cell for cell in self.cells if cell.view > View.NOTHING)

    @property
    def not_seeing(self) -> tuple[PolicyCell, ...]:
        """Those who see nothing."""
        return tuple(cell for cell in self.cells if cell.view == View.NOTHING)


def _cell(kind: ObjectKind, relation: Relation) -> PolicyCell:
    actions = tuple(action for action in Action if relation in ACTIONS.get(kind, {}).get(action, ()))
    return PolicyCell(relation, view_of(kind, {relation}), actions)


def policy_rows() -> list[PolicyRow]:
    """Return the whole policy: every kind of object with every relation."""
    return [PolicyRow(kind, tuple(_cell(kind, relation) for relation in Relation)) for kind in ObjectKind]


@dataclass(frozen=True)
class Sight:
    """What a principal sees: kinds of object by how much of them is seen."""

    everything: tuple[ObjectKind, ...]
    in_part: tuple[tuple[ObjectKind, View], ...]
    nothing: tuple[ObjectKind, ...]


def sight_of_principal() -> Sight:
    """Return what a principal sees of the own school's communities they are not a member of (S2-32)."""
    views = {kind: view_of(kind, PRINCIPAL) for kind in ObjectKind}
    return Sight(
        everything=tuple(kind for kind, view in views.items() if view == View.FULL),
        in_part=tuple((kind, view) for kind, view in views.items() if View.NOTHING < view < View.FULL),
        nothing=tuple(kind for kind, view in views.items() if view == View.NOTHING),
    )
