"""A released table gives no child away: attacked on its own, beside earlier ones, and in two worlds."""

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.insight.releases.attacker import attack, given_away
from tests.stats.reference import shared_folder
from trellis.insight.releases.rules.protection import (
    Counted,
    ProtectedTable,
    populations,
    protect,
    pruned,
    single_parts_left_out,
)
from trellis.stats.protect import Population, audit_releases

LEAST = 10
TREE: dict[str, str | None] = {"d": None, "s1": "d", "s2": "d", "s3": "d"}


def made(rng: np.random.Generator, sizes: Mapping[tuple[str, str, str], int]) -> list[Counted]:
    """So many students in each place, grade and group; about six in ten reached it."""
    return [
        Counted(number, place, grade, group, bool(rng.random() < 0.6))
        for number, (place, grade, group) in enumerate(
            key for key, size in sizes.items() for _ in range(size)
        )
    ]


def random_school_groups(seed: int) -> list[Counted]:
    rng = np.random.default_rng(seed)
    sizes = {
        (place, grade, group): int(rng.negative_binomial(1.2, 1.2 / (1.2 + mean)))
        for place in ("s1", "s2", "s3")
        for grade in ("04", "05")
        for group, mean in (("a", 45), ("b", 20), ("c", 6))
    }
    return made(rng, sizes)


def safe(table: ProtectedTable | None, people: Sequence[Counted], places: Mapping[str, str | None]) -> bool:
    assert table is not None
    return not given_away(attack(table, single_parts_left_out(people), places, below=LEAST), below=LEAST)


@pytest.mark.parametrize("seed", range(4))
def test_no_hidden_number_of_a_random_table_can_be_worked_out(seed: int) -> None:
    people = random_school_groups(seed)
    table = protect(people, TREE, threshold=LEAST)
    assert safe(table, people, TREE)
    assert table is not None
    cells = {cell.key: cell for cell in table.cells}
    for key, cell in cells.items():
        members = [one for one in people if _in(one, key)]
        if cell.students is not None:
            assert cell.students == len(members)
            assert not 0 < cell.students < LEAST
        if cell.reached is not None and cell.students:
            assert cell.reached == sum(one.reached for one in members)
            assert LEAST <= cell.reached <= cell.students - LEAST


def _in(one: Counted, key: tuple[str, str, str]) -> bool:
    place, grade, group = key
    return place in (one.place, "d") and grade in ("", one.grade) and group in ("", one.group)


def test_the_attacker_finds_what_hiding_small_numbers_alone_gives_away() -> None:
    """The attack is worth something: the same table with only its small numbers hidden falls."""
    people = random_school_groups(0)
    table = protect(people, TREE, threshold=LEAST)
    assert table is not None
    careless = []
    for cell in table.cells:
        n = sum(_in(one, cell.key) for one in people)
        careless.append(replace(cell, students=n if n == 0 or n >= LEAST else None, reached=None))
    open_table = replace(table, cells=tuple(careless))
    assert given_away(attack(open_table, people, TREE, below=LEAST), below=LEAST)


def test_two_worlds_with_another_hidden_number_look_the_same() -> None:
    """Two children more in a hidden group, two fewer in another hidden one: a reader sees no difference."""
    rng = np.random.default_rng(3)
    sizes = {
        (s, "", g): n
        for s, row in {"s1": (60, 5), "s2": (70, 6), "s3": (80, 40)}.items()
        for g, n in zip("ab", row, strict=True)
    }
    one = made(rng, sizes)
    table = protect(one, TREE, threshold=LEAST)
    assert table is not None
    hidden = {cell.key for cell in table.cells if cell.students is None}
    assert ("s1", "", "b") in hidden
    two = _moved(one, table)
    other = protect(two, TREE, threshold=LEAST)
    assert other is not None
    assert [cell.students for cell in other.cells] == [cell.students for cell in table.cells]
    assert _count(two, "s1", "b") != _count(one, "s1", "b")


def _moved(people: Sequence[Counted], table: ProtectedTable) -> list[Counted]:
    """Students of groups a and b of s1 change places with as many of another school, within hidden cells."""
    hidden = {cell.key for cell in table.cells if cell.students is None}
    school = next(s for s in ("s2", "s3") if {(s, "", "a"), (s, "", "b")} <= hidden)
    swap = {("s1", "a"): "b", ("s1", "b"): "a", (school, "b"): "a", (school, "a"): "b"}
    wanted = {("s1", "a"): 2, (school, "b"): 2}
    found = []
    for one in people:
        key = (one.place, one.group)
        if wanted.get(key, 0) > 0:
            wanted[key] -= 1
            found.append(replace(one, group=swap[key]))
        else:
            found.append(one)
    return found


def _count(people: Sequence[Counted], place: str, group: str) -> int:
    return sum(1 for one in people if (one.place, one.group) == (place, group))


def shown_groups(table: ProtectedTable, people: Sequence[Counted], number: int) -> list[Population]:
    rows = [(one.student, one.place, one.grade, one.group) for one in single_parts_left_out(people)]
    return populations(rows, TREE, (cell.key for cell in table.cells if cell.students is not None), number)


def test_three_who_left_are_not_given_away_by_the_next_release() -> None:
    rng = np.random.default_rng(5)
    people = made(rng, {("s1", "04", ""): 60, ("s2", "04", ""): 55, ("s3", "05", ""): 70})
    first = protect(people, TREE, threshold=LEAST)
    assert first is not None
    before = shown_groups(first, people, 1)
    later = [one for one in people if one.student >= 3]
    alone = protect(later, TREE, threshold=LEAST, number=2)
    assert alone is not None
    assert not audit_releases([*before, *shown_groups(alone, later, 2)]).passed
    together = protect(later, TREE, threshold=LEAST, earlier=before, number=2)
    assert together is not None
    assert audit_releases([*before, *shown_groups(together, later, 2)]).passed
    shown = {cell.key: cell.students for cell in together.cells}
    assert shown["s1", "", ""] is None
    assert shown["s3", "", ""] == 70


def test_the_same_students_again_open_nothing_that_was_hidden() -> None:
    people = random_school_groups(2)
    first = protect(people, TREE, threshold=LEAST)
    assert first is not None
    again = protect(people, TREE, threshold=LEAST, earlier=shown_groups(first, people, 1), number=2)
    assert again is not None
    before, now = (
        {cell.key for cell in table.cells if cell.students is not None} for table in (first, again)
    )
    assert now <= before
    assert len(now) >= 0.6 * len(before)
    together = [*shown_groups(first, people, 1), *shown_groups(again, people, 2)]
    assert audit_releases(together).passed


def test_what_cannot_be_shown_safely_is_not_shown() -> None:
    rng = np.random.default_rng(1)
    assert protect(made(rng, {("s1", "", ""): 4}), TREE, threshold=LEAST) is None
    assert protect([], TREE, threshold=LEAST) is None


def test_a_place_with_students_of_its_own_is_not_divided() -> None:
    rng = np.random.default_rng(1)
    places: dict[str, str | None] = {"d": None, "s1": "d", "dept": "s1", "s2": "d", "empty": "d"}
    people, kept = pruned(made(rng, {("s1", "", ""): 20, ("dept", "", ""): 15, ("s2", "", ""): 30}), places)
    assert kept == {"d": None, "s1": "d", "s2": "d"}
    assert sum(one.place == "s1" for one in people) == 35


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["t1_school_ethnicity", "t3_school_ethnicity_lunch"])
def test_bundled_tables_give_nothing_away(name: str) -> None:
    path = shared_folder() / "data" / "suppression-tables" / f"{name}_inner.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here; set TRELLIS_SHARED")
    rng = np.random.default_rng(9)
    schools = sorted({row["SCHOOL_NUMBER"] for row in _rows(path)})[:5]
    sizes = {
        (row["SCHOOL_NUMBER"], row.get("FRL", ""), row["ETHNICITY"]): int(row["freq"])
        for row in _rows(path)
        if row["SCHOOL_NUMBER"] in schools and int(row["freq"])
    }
    people, places = made(rng, sizes), {"all": None, **dict.fromkeys(schools, "all")}
    assert safe(protect(people, places, threshold=LEAST), people, places)


@pytest.mark.shared
@pytest.mark.parametrize("year", [2014])
def test_districts_of_a_state_give_nothing_away(year: int) -> None:
    """Real sizes of schools and groups: the two sides of one factor, where the state's own files leak."""
    path = shared_folder() / "data" / "nj-state-results-2012-2014" / f"nj{year}gr4.csv.gz"
    if not path.exists():
        pytest.skip(f"{path} is not here; set TRELLIS_SHARED")
    rng = np.random.default_rng(year)
    tried = 0
    for sizes in _districts(path):
        schools = sorted({place for place, _, _ in sizes})
        people, places = made(rng, sizes), {"all": None, **dict.fromkeys(schools, "all")}
        table = protect(people, places, threshold=LEAST)
        tried += 1
        if table is not None:
            assert safe(table, people, places)
    assert tried >= 8


def _districts(path: Path) -> Iterator[dict[tuple[str, str, str], int]]:
    """The first ten districts with three to six schools: valid scores of boys and girls of each school."""
    found: dict[str, dict[tuple[str, str, str], int]] = {}
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            girls = row.get("FEMALE_MATHEMATICS_Number_of_Valid_Scale_Scores", "")
            boys = row.get("MALE_MATHEMATICS_Number_of_Valid_Scale_Scores", "")
            if row["School_Code"].strip() and girls.isdigit() and boys.isdigit():
                groups = found.setdefault(row["District_Code"], {})
                groups[row["School_Code"], "", "f"] = int(girls)
                groups[row["School_Code"], "", "m"] = int(boys)
    yield from [groups for groups in found.values() if 6 <= len(groups) <= 12][:10]
