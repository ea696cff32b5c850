"""Cycle templates are data: read strictly, complete in both languages (S4-11)."""

import copy
import json
from pathlib import Path

import pytest

import trellis.practice.library
from trellis.practice.library.models import CycleTemplate
from trellis.practice.library.operations import load_content
from trellis.practice.library.rules import exit_check, template_problems
from trellis.practice.library.words import NUMBERED, CheckName

FOLDER = Path(trellis.practice.library.__file__).parent / "content" / "cycle_templates"
FILES = sorted(FOLDER.glob("*.json"))

#: How many stages each way of going round has.
STAGES = {
    "LCM-5": 5,
    "LT-5": 5,
    "STD-7": 7,
    "PDSA": 3,
    "FOUR-Q": 4,
    "DATA-8": 8,
    "TEAM-INQ": 5,
    "FIVE-STEP": 5,
    "LESSON-STUDY": 5,
    "NET-90": 6,
    "FAMILY-60": 5,
    "COACH": 4,
    "ACTION-RESEARCH": 7,
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_S4_11_each_template_we_ship_is_one(file: Path) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    assert template_problems(content) == []
    assert len(content["stages"]) == STAGES[content["key"]]
    for stage in content["stages"]:
        assert stage["prompts"]
        assert stage["checks"]


@pytest.mark.parametrize(
    ("written", "name", "number"),
    [
        ("chart_points:5", CheckName.CHART, 5),
        ("chart_points", CheckName.CHART, NUMBERED[CheckName.CHART]),
        ("team_agreed", CheckName.TEAM_AGREED, 0),
    ],
)
def test_a_check_is_read_with_its_number(written: str, name: CheckName, number: int) -> None:
    check = exit_check(written)
    assert (check.name, check.number) == (name, number)


@pytest.mark.parametrize(
    "written", ["", "unknown", "team_agreed:2", "chart_points:0", "chart_points:-1", "chart_points:x", "a b"]
)
def test_a_check_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="exit check"):
        exit_check(written)


def _without(*way: object) -> dict[str, object]:
    content = copy.deepcopy(json.loads(FILES[0].read_text(encoding="utf-8")))
    at = content
    for step in way[:-1]:
        at = at[step]
    del at[way[-1]]
    return content  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "way",
    [
        ("stages",),
        ("names", "es"),
        ("summaries", "en"),
        ("stages", 1, "names", "es"),
        ("stages", 0, "purposes", "en"),
        ("stages", 2, "prompts", 0, "es"),
        ("stages", 3, "checks"),
        ("stages", 4, "weeks"),
    ],
)
def test_a_template_with_a_hole_is_refused(way: tuple[object, ...]) -> None:
    assert template_problems(_without(*way))


def test_weeks_and_keys_must_make_sense() -> None:
    content = _without("version")
    content["version"] = 1
    content["weeks"] = {"min": 9, "usual": 8, "max": 10}
    assert template_problems(content) == ["weeks: min, usual and max are out of order"]
    content = json.loads(FILES[0].read_text(encoding="utf-8"))
    content["stages"][1]["key"] = content["stages"][0]["key"]
    assert template_problems(content) == ["two stages have the same key"]


@pytest.mark.django_db
def test_content_is_loaded_once_and_again_without_doubles() -> None:
    load_content()
    keys = set(CycleTemplate.objects.values_list("key", flat=True))
    load_content()
    assert {"LCM-5", "LT-5"} <= keys
    assert CycleTemplate.objects.count() == len(keys)
