"""The process map on its page, as a drawing, as a table, put in order by keyboard (S0-42)."""

import csv
import io
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.world import started
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.mapping import add_process_step
from trellis.practice.cycles.queries.mapping import process_of
from trellis.practice.cycles.words import CycleState
from trellis.web.charts.process import MappedStep, process_svg

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=120)


@pytest.mark.once
@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.builds(MappedStep, WORDS, WORDS, WORDS, WORDS, st.booleans()), min_size=1, max_size=8)
)
def test_S0_42_any_map_is_a_well_formed_drawing_without_overlap(steps: list[MappedStep]) -> None:
    root = ElementTree.fromstring(process_svg(steps, "A < B & C"))
    _left, _top, width, height = map(float, root.attrib["viewBox"].split())
    assert root.find(f"{SVG}title") is not None
    boxes = [
        tuple(float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        for rect in root.iter(f"{SVG}rect")
    ]
    assert len(boxes) == len(steps) + sum(1 for step in steps if step.trouble)
    for x, y, wide, high in boxes:
        assert 0 <= x <= x + wide <= width
        assert -0.1 <= y <= y + high <= height + 0.1
    for column in {box[0] for box in boxes}:
        rows = sorted((y, y + high) for x, y, _wide, high in boxes if x == column)
        assert all(above[1] < below[0] for above, below in pairwise(rows))


def mapped(cast: Cast) -> Cycle:
    cycle = started(cast)
    evidence = cycle.evidence.get().public_id
    rows = (("Show the rule", "", ""), ("=1+1 <b>", "No picture", evidence), ("Check", "Too late", ""))
    for what, trouble, found in rows:
        add_process_step(by=cast.ana, cycle=cycle, what=what, who="Teacher", trouble=trouble, evidence=found)
    return cycle


def test_S0_42_the_page_draws_the_map_and_says_the_same_in_a_table(cast: Cast) -> None:
    cycle = mapped(cast)
    content = signed_in(cast.ben).get(reverse("process-map", args=[cycle.public_id])).content.decode()
    drawing = content[content.index('class="causes"') :].split("</svg>")[0]
    assert "1. Show the rule" in drawing
    assert drawing.count('stroke-dasharray="5 4"') == 1, "one trouble is an assumption"
    assert "September check" in drawing
    table = content[content.index("<table") :].split("</table>")[0]
    assert table.count("<tr>") == 4
    for words in ("No picture", "September check", "Too late", "assumption", "=1+1 &lt;b&gt;"):
        assert words in table
    assert "<b>" not in content.split("<main")[1]


def test_an_empty_map_asks_for_its_first_step(cast: Cast) -> None:
    cycle = started(cast)
    browser, page = signed_in(cast.ana), reverse("process-map", args=[cycle.public_id])
    content = browser.get(page).content.decode()
    assert "The first step" in content
    assert 'class="causes"' not in content
    assert browser.post(page, {"what": "Show the rule", "who": ""}).status_code == 422
    answer = browser.post(page, {"what": "Show the rule", "who": "Teacher", "trouble": "", "evidence": ""})
    assert answer.status_code == 303
    assert [step.what for step in process_of(cycle)] == ["Show the rule"]
    # a drawing of nothing is a file too, and no error
    assert browser.get(reverse("process-map-csv", args=[started(cast).public_id])).status_code == 200


def test_S0_42_a_step_moves_and_keeps_the_focus(cast: Cast) -> None:
    cycle = mapped(cast)
    browser, last = signed_in(cast.ana), process_of(cycle)[2]
    move = reverse("move-process-step", args=[cycle.public_id, last.public_id])
    assert browser.post(move, {"to": "sideways"}).status_code == 422
    for expected in (["Show the rule", "Check", "=1+1 <b>"], ["Check", "Show the rule", "=1+1 <b>"]):
        answer = browser.post(move, {"to": "up"})
        assert [step.what for step in process_of(cycle)] == expected
        content = browser.get(answer["Location"]).content.decode()
        assert content.count(" data-focus") == 1
    # at the top no way leads up: the button that is left has the focus
    assert 'value="down" data-focus' in content
    assert "“Check” is step 1 now." in content


def test_a_step_is_changed_and_taken_out(cast: Cast) -> None:
    cycle = mapped(cast)
    browser, step = signed_in(cast.ben), process_of(cycle)[1]
    change = reverse("change-process-step", args=[cycle.public_id, step.public_id])
    content = browser.get(change).content.decode()
    assert "No picture" in content
    form = {"what": "Copy", "who": "Students", "trouble": "Alone", "evidence": ""}
    assert browser.post(change, form).status_code == 303
    assert process_of(cycle)[1].is_assumption
    assert browser.post(change, {**form, "evidence": "nothing-here"}).status_code == 422
    assert browser.get(change.replace(step.public_id, "nothing-here")).status_code == 404
    browser.post(reverse("remove-process-step", args=[cycle.public_id, step.public_id]))
    assert [step.what for step in process_of(cycle)] == ["Show the rule", "Check"]


def test_a_closed_cycle_shows_its_map_and_takes_nothing(cast: Cast) -> None:
    cycle = mapped(cast)
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.CLOSED)
    browser, page = signed_in(cast.ana), reverse("process-map", args=[cycle.public_id])
    content = browser.get(page).content.decode()
    assert 'class="causes"' in content
    assert "move/" not in content
    form = {"what": "More", "who": "Teacher", "trouble": "", "evidence": ""}
    assert browser.post(page, form).status_code == 422
    assert len(process_of(cycle)) == 3


def test_S0_42_the_drawing_and_the_table_are_taken_along(cast: Cast) -> None:
    cycle = mapped(cast)
    browser = signed_in(cast.ana)
    drawing = browser.get(reverse("process-map-svg", args=[cycle.public_id]))
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing["Content-Disposition"] == 'attachment; filename="process.svg"'
    assert ElementTree.fromstring(drawing.content).tag == f"{SVG}svg"
    table = browser.get(reverse("process-map-csv", args=[cycle.public_id])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["How we know"] for row in rows] == ["", "September check", "assumption"]
    assert rows[1]["What happens"] == "'=1+1 <b>"


@pytest.mark.parametrize("name", ["add-cause", "cause-diagram"])
def test_the_map_is_found_beside_the_causes(cast: Cast, name: str) -> None:
    cycle = started(cast)
    content = signed_in(cast.ana).get(reverse(name, args=[cycle.public_id])).content.decode()
    assert reverse("process-map", args=[cycle.public_id]) in content


def test_three_steps_more_cost_no_query_more(cast: Cast) -> None:
    cycle = mapped(cast)
    browser, page = signed_in(cast.ana), reverse("process-map", args=[cycle.public_id])

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(page).status_code == 200
        return len(caught)

    before = queries()
    evidence = cycle.evidence.get().public_id
    for number in range(3):
        add_process_step(
            by=cast.ana, cycle=cycle, what=f"More {number}", who="All", trouble="Late", evidence=evidence
        )
    assert queries() == before
