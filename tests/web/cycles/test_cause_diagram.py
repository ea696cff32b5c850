"""Causes drawn as a driver diagram and a fishbone, with the same as a nested list, SVG and CSV (S0-42)."""

import csv
import io
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.world import planned, started
from trellis.kit.sheets import safe_cell, write_csv
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.thinking import add_cause
from trellis.web.charts.causes import CauseNode, fishbone_svg, tree_svg

SVG = "{http://www.w3.org/2000/svg}"


def nodes() -> st.SearchStrategy[CauseNode]:
    words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=120)
    leaf = st.builds(CauseNode, words, backed=st.booleans(), ours=st.booleans())
    return st.recursive(
        leaf, lambda below: st.builds(CauseNode, words, below=st.lists(below, max_size=4)), max_leaves=12
    )


@settings(max_examples=60)
@given(tree=nodes())
def test_any_tree_becomes_a_well_formed_drawing_inside_its_frame(tree: CauseNode) -> None:
    for drawing in (tree_svg(tree, "A < B & C"), fishbone_svg(tree, "A < B & C")):
        root = ElementTree.fromstring(drawing)
        _left, _top, width, height = map(float, root.attrib["viewBox"].split())
        assert root.find(f"{SVG}title") is not None
        for rect in root.iter(f"{SVG}rect"):
            x, y = float(rect.attrib["x"]), float(rect.attrib["y"])
            assert 0 <= x <= x + float(rect.attrib["width"]) <= width
            assert -0.1 <= y <= y + float(rect.attrib["height"]) <= height + 0.1


def with_causes(cast: Cast) -> Cycle:
    cycle = started(cast)
    planned(cast, cycle)
    above = cycle.causes.get()
    add_cause(by=cast.ben, cycle=cycle, statement="=1+1 <b>", because_of=above.public_id)
    return cycle


@pytest.mark.parametrize("shape", ["drivers", "fishbone", "unknown"])
def test_the_page_draws_and_says_the_same_in_words(cast: Cast, shape: str) -> None:
    cycle = with_causes(cast)
    page = signed_in(cast.ben).get(reverse("cause-diagram", args=[cycle.public_id]), {"as": shape})
    content = page.content.decode()
    assert content.count("<svg") > 1
    assert "We teach the rule before the size." in content
    assert "=1+1 &lt;b&gt;" in content
    assert "<b>" not in content.split("<main")[1]
    # the new why is an assumption: a broken line, or a question mark along a bone
    assert ("(?)" in content) if shape == "fishbone" else ('stroke-dasharray="5 4"' in content)
    assert ("Number-line talk" in content) or shape == "fishbone"


def test_a_cycle_without_causes_says_how_to_begin(cast: Cast) -> None:
    cycle = started(cast)
    content = signed_in(cast.ana).get(reverse("cause-diagram", args=[cycle.public_id])).content.decode()
    assert "Nothing to draw yet" in content


def test_the_drawing_and_the_table_are_taken_along(cast: Cast) -> None:
    cycle = with_causes(cast)
    browser = signed_in(cast.ana)
    drawing = browser.get(reverse("cause-diagram-svg", args=[cycle.public_id]), {"as": "fishbone"})
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing["Content-Disposition"] == 'attachment; filename="fishbone.svg"'
    assert ElementTree.fromstring(drawing.content).tag == f"{SVG}svg"
    table = browser.get(reverse("cause-diagram-csv", args=[cycle.public_id])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["How we know"] for row in rows] == ["Five students, one question", "assumption"]
    assert rows[1]["Because"] == "'=1+1 <b>"
    assert rows[1]["Explains"] == "We teach the rule before the size."


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    assert safe_cell(f"{start}cmd") == f"'{start}cmd"
    assert write_csv(["a"], [[f"{start}cmd"]]).count("'") == 1
