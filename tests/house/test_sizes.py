"""Files and functions stay small. The lists of exceptions only ever get shorter."""

from pathlib import Path

import pytest

from tests.house.source import files, functions, length, modules, name_of, templates

FILE, FUNCTION, VIEW, TEMPLATE, SCRIPT, TEST = 400, 50, 25, 200, 250, 600
#: Direct requirements of the product.
REQUIREMENTS = 35
#: What was larger when the rule came, with its size; nothing is ever added.
LARGER_FILES: dict[str, int] = {}
LARGER_FUNCTIONS: dict[str, int] = {
    "trellis/evidence/imports/work/places.py::apply_organizations": 58,
    "trellis/evidence/measures/operations/practical.py::record_data_point": 52,
    "trellis/practice/cycles/operations/closing.py::decide_cycle": 52,
    "trellis/practice/goals/operations.py::write_goal": 52,
    "trellis/people/communities/operations/agreements.py::adopt_charter": 61,
    "trellis/stats/agreement/kappa.py::fleiss_kappa": 51,
    "trellis/stats/growth/gains.py::gain_scores": 54,
    "trellis/stats/growth/interior.py::_interior_point": 57,
    "trellis/stats/spc/subgroups.py::subgroup_chart": 54,
    "trellis/web/patterns/samples.py::gallery": 60,
}


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def sized_files() -> list[tuple[Path, int]]:
    scripts = [p for p in files() if p.suffix == ".js" and name_of(p).startswith("trellis/")]
    return [
        *((path, FILE) for path in modules("trellis")),
        *((path, TEST) for path in modules("tests")),
        *((path, TEMPLATE) for path in templates()),
        *((path, SCRIPT) for path in scripts),
    ]


def test_files_are_small() -> None:
    larger = {name_of(path): lines(path) for path, limit in sized_files() if lines(path) > limit}
    grown = {name: size for name, size in larger.items() if size > LARGER_FILES.get(name, 0)}
    assert not grown, f"Larger than the house allows; split them: {grown}"


def test_functions_are_small() -> None:
    larger: dict[str, int] = {}
    for path in modules("trellis"):
        limit = VIEW if path.stem == "views" or path.parent.name == "views" else FUNCTION
        for name, node in functions(path):
            if length(node) > limit:
                larger[f"{name_of(path)}::{name}"] = length(node)
    grown = {name: size for name, size in larger.items() if size > LARGER_FUNCTIONS.get(name, 0)}
    assert not grown, f"Longer than the house allows (view {VIEW}, function {FUNCTION} lines): {grown}"


@pytest.mark.parametrize("name", sorted(LARGER_FILES))
def test_exceptions_of_files_are_still_needed(name: str) -> None:
    path = next(path for path, _ in sized_files() if name_of(path) == name)
    limit = next(limit for other, limit in sized_files() if other == path)
    assert lines(path) > limit, f"{name} is small now: take it off the list."


@pytest.mark.parametrize("entry", sorted(LARGER_FUNCTIONS))
def test_exceptions_of_functions_are_still_needed(entry: str) -> None:
    file, _, function = entry.partition("::")
    path = next(path for path in modules("trellis") if name_of(path) == file)
    limit = VIEW if path.stem == "views" or path.parent.name == "views" else FUNCTION
    longest = max(length(node) for name, node in functions(path) if name == function)
    assert longest > limit, f"{entry} is small now: take it off the list."


def test_the_product_needs_few_packages() -> None:
    listed = (Path(__file__).parents[2] / "requirements" / "runtime.in").read_text().splitlines()
    assert len([line for line in listed if line and not line.startswith("#")]) <= REQUIREMENTS
