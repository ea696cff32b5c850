"""Templates are data: the built-in ones hold, and one that says nonsense is refused with the place."""

from typing import Any

import pytest

from trellis.evidence.imports.work.results.checking import built_in_templates, read_template
from trellis.evidence.imports.work.results.spec import FACTS, KINDS, METHODS, REASONS, TemplateWrong
from trellis.evidence.measures.words import AssessmentKind, FactKind, Method, Reason

SCORE = {"item": "", "method": "scale", "from": "Score"}
GOOD: dict[str, Any] = {
    "name": "own_check",
    "title": "Check",
    "needs": ["Number", "Score"],
    "students": ["Number"],
    "sittings": [{"assessment": "Check", "results": [SCORE]}],
}


def test_built_in_templates_hold() -> None:
    templates = built_in_templates()
    assert len(templates) > 50
    assert {template.target for template in templates.values()} == {"results", "facts", "figures", "answers"}
    for template in templates.values():
        # what recognises a file is read from it too, or tells it from its neighbours
        assert template.needs or template.file, template.name


def test_words_are_those_of_the_tables() -> None:
    assert set(METHODS) == set(Method.values)
    assert set(REASONS) == set(Reason.values)
    assert set(FACTS) == set(FactKind.values)
    assert set(KINDS) == set(AssessmentKind.values)


def test_S1_06_at_least_six_kinds_beside_tests_come_in() -> None:
    kinds = {fact.kind for template in built_in_templates().values() for fact in template.facts}
    others = {template.kind for template in built_in_templates().values() if template.kind == "survey"}
    assert len(kinds | others) >= 6


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "Has Blanks"}, "small letters"),
        ({"students": []}, "one to 4"),
        ({"students": ["a", "b", "c", "d", "e"]}, "one to 4"),
        ({"sittings": []}, "results alone"),
        ({"sittings": [{"assessment": "x", "results": []}]}, "no result"),
        ({"sittings": [{"assessment": "x", "results": [{**SCORE, "method": "magic"}]}]}, "must be one of"),
        ({"sittings": [{"assessment": "x", "results": [{**SCORE, "map": "none"}]}]}, "no map"),
        ({"sittings": [{"assessment": "{A|none}", "results": [SCORE]}]}, "no map"),
        ({"marks": {"*": "zero"}}, "must map to"),
        ({"command": "rm"}, "nobody knows"),
        ({"target": "figures"}, "figures alone"),
        ({"target": "answers", "answers": {"survey": "x"}, "sittings": []}, "must not name"),
        ({"file": {"kind": "python"}}, "kind among"),
    ],
)
def test_nonsense_is_refused_with_its_place(change: dict[str, Any], words: str) -> None:
    assert read_template(GOOD).title == "Check"
    with pytest.raises(TemplateWrong, match=words):
        read_template({**GOOD, **change})


def test_groups_of_columns_are_repeated() -> None:
    part = {"each": [{"n": "1"}, {"n": '2"'}], "item": "{Goal<n>Name}", "method": "scale", "from": "Goal<n>"}
    template = read_template({**GOOD, "sittings": [{"assessment": "Check", "results": [part]}]})
    assert [score.column for score in template.sittings[0].scores] == ["Goal1", 'Goal2"']
