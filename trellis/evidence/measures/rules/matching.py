"""Which student a row is about: by identifier where the file has one, by name only as a proposal."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.evidence.measures.rules.results import MatchRate, match_rates, name_key, repeated
from trellis.evidence.measures.words import ColumnKind, RowProblem


@dataclass(frozen=True)
class RosterStudent:
    """What the roster knows of a student, as far as files name them."""

    pk: int
    names: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    ours: bool


@dataclass(frozen=True)
class Match:
    """The student of a row, or the problem it waits with. ``by_name``: a person should look at it."""

    student: int | None = None
    problem: RowProblem | None = None
    by_name: bool = False


@dataclass(frozen=True)
class Matching:
    """All rows' matches, and how well each column found students."""

    matches: tuple[Match, ...]
    rates: tuple[MatchRate, ...]

    @property
    def share(self) -> float:
        """Share of rows with a student, 0 to 1."""
        found = sum(match.student is not None for match in self.matches)
        return found / len(self.matches) if self.matches else 0.0


def _by_identifier(roster: Sequence[RosterStudent]) -> dict[str, dict[str, frozenset[int]]]:
    found: dict[str, dict[str, set[int]]] = {}
    for student in roster:
        for system, value in student.identifiers:
            found.setdefault(system, {}).setdefault(value.strip().casefold(), set()).add(student.pk)
    return {
        system: {value: frozenset(ids) for value, ids in values.items()} for system, values in found.items()
    }


def _row_names(kinds: Sequence[ColumnKind], rows: Sequence[Sequence[str]]) -> list[str]:
    def of(kind: ColumnKind, row: Sequence[str]) -> str:
        return next((row[at] for at, found in enumerate(kinds) if found == kind), "")

    return [
        name_key(
            of(ColumnKind.FULL_NAME, row)
            or f"{of(ColumnKind.GIVEN_NAME, row)} {of(ColumnKind.FAMILY_NAME, row)}"
        )
        for row in rows
    ]


def match_rows(
    kinds: Sequence[ColumnKind], rows: Sequence[Sequence[str]], roster: Sequence[RosterStudent]
) -> Matching:
    """Match every row of a file with a student of the roster.

    Every identifier column is tried against every system; the best pair decides. A row it does not find, or a
    file without identifiers, is matched by the full name among the community's own students alone. Names
    never find anybody outside the community, and never when two students have the same name.

    Args:
        kinds: what each column holds.
        rows: the cells of each row, as many as there are columns.
        roster: the students of the school, with ``ours`` for those of the community.
    """
    candidates = {
        at: [row[at] for row in rows] for at, kind in enumerate(kinds) if kind == ColumnKind.IDENTIFIER
    }
    systems = _by_identifier(roster)
    rates = match_rates(candidates, systems)
    best = rates[0] if rates and rates[0].matched else None
    ours = {student.pk for student in roster if student.ours}
    by_name: dict[str, set[int]] = {}
    for student in roster:
        if student.ours:
            for name in student.names:
                by_name.setdefault(name_key(name), set()).add(student.pk)
    matches = []
    for row, name in zip(rows, _row_names(kinds, rows), strict=True):
        found = (
            systems[best.system].get(row[best.column].strip().casefold(), frozenset())
            if best
            else frozenset()
        )
        matches.append(_match_of(found, by_name.get(name, set()) if name else set(), ours))
    twice = repeated([match.student for match in matches])
    return Matching(
        matches=tuple(
            Match(problem=RowProblem.TWICE) if match.student in twice else match for match in matches
        ),
        rates=tuple(rates),
    )


def _match_of(found: frozenset[int], named: set[int], ours: set[int]) -> Match:
    if len(found) > 1:
        return Match(problem=RowProblem.SEVERAL)
    if found:
        student = next(iter(found))
        return Match(student=student) if student in ours else Match(problem=RowProblem.NOT_OURS)
    if len(named) > 1:
        return Match(problem=RowProblem.SEVERAL)
    if named:
        return Match(student=next(iter(named)), by_name=True)
    return Match(problem=RowProblem.UNKNOWN)
