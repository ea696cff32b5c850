"""The policy table as people read it. Nothing is written by hand here: the pages cannot say more or less."""

from collections.abc import Iterable
from dataclasses import dataclass

from trellis.people.access.rules import ACTIONS, DEFAULT_PROFILE, Standing, line_of, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, Subject, View
from trellis.people.places.words import PolicyProfile

#: How a principal stands to everything of the own school (a test compares with a real one). Whoever is also
#: a member of a community sees there what members see.
PRINCIPAL = (Relation.SCHOOL_LEADER, Relation.SCHOOL_STAFF, Relation.DISTRICT_STAFF, Relation.ANYONE)

_DOWN = (View.FULL, View.SUMMARY, View.COUNT)


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
    def by_view(self) -> tuple[tuple[View, tuple[Relation, ...]], ...]:
        """How much is seen, from everything down, each with those who see that much."""
        seen = ((view, tuple(cell.relation for cell in self.cells if cell.view == view)) for view in _DOWN)
        return tuple((view, relations) for view, relations in seen if relations)

    @property
    def acting(self) -> tuple[PolicyCell, ...]:
        """Those who may do more than see."""
        return tuple(cell for cell in self.cells if cell.actions)

    @property
    def seeing(self) -> tuple[PolicyCell, ...]:
        """Those who see anything."""
        return tuple(cell for cell in self.cells if cell.view > View.NOTHING)

    @property
    def not_seeing(self) -> tuple[PolicyCell, ...]:
        """Those who see nothing."""
        return tuple(cell for cell in self.cells if cell.view == View.NOTHING)


def _cell(kind: ObjectKind, relation: Relation, profile: PolicyProfile) -> PolicyCell:
    actions = tuple(action for action in Action if relation in ACTIONS.get(kind, {}).get(action, ()))
    return PolicyCell(relation, view_of(kind, Standing({relation}, profile)), actions)


def policy_rows(profile: PolicyProfile = DEFAULT_PROFILE) -> list[PolicyRow]:
    """Return the whole policy under a profile: every kind of object with every relation."""
    return [
        PolicyRow(kind, tuple(_cell(kind, relation, profile) for relation in Relation)) for kind in ObjectKind
    ]


def policy_by_subject(profile: PolicyProfile = DEFAULT_PROFILE) -> list[tuple[Subject, list[PolicyRow]]]:
    """Return the whole policy under a profile in the order of its subjects, each kind of object once."""
    rows = policy_rows(profile)
    by_subject = ((subject, [row for row in rows if row.kind.subject == subject]) for subject in Subject)
    return [(subject, found) for subject, found in by_subject if found]


@dataclass(frozen=True)
class ViewChange:
    """One cell in which two profiles differ."""

    kind: ObjectKind
    relation: Relation
    before: View
    after: View


def changes_of_view(before: PolicyProfile, after: PolicyProfile) -> list[ViewChange]:
    """Return what changes for whom when one profile follows another, in the order of the vocabulary."""
    changes = []
    for kind in ObjectKind:
        old, new = line_of(kind, before), line_of(kind, after)
        for relation in Relation:
            views = old.get(relation, View.NOTHING), new.get(relation, View.NOTHING)
            if views[0] != views[1]:
                changes.append(ViewChange(kind, relation, *views))
    return changes


@dataclass(frozen=True)
class Sight:
    """What somebody sees: kinds of object by how much of them is seen."""

    everything: tuple[ObjectKind, ...]
    in_part: tuple[tuple[ObjectKind, View], ...]
    nothing: tuple[ObjectKind, ...]


def sight_of(relations: Iterable[Relation], profile: PolicyProfile = DEFAULT_PROFILE) -> Sight:
    """Return what somebody in these relations sees under a profile."""
    standing = Standing(relations, profile)
    views = {kind: view_of(kind, standing) for kind in ObjectKind}
    return Sight(
        everything=tuple(kind for kind, view in views.items() if view == View.FULL),
        in_part=tuple((kind, view) for kind, view in views.items() if View.NOTHING < view < View.FULL),
        nothing=tuple(kind for kind, view in views.items() if view == View.NOTHING),
    )


def sight_of_principal(profile: PolicyProfile = DEFAULT_PROFILE) -> Sight:
    """Return what a principal sees of the own school's communities they are not a member of (S2-32)."""
    return sight_of(PRINCIPAL, profile)
