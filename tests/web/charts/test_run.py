"""The run chart: its words, its points, its table, and that it holds for any data."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trellis.web.charts.pictures import Goal, Median, Point, Prediction, RunPicture, Signal, Start
from trellis.web.charts.run import run_chart_svg
from trellis.web.patterns import samples

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2026, 8, 27)


def drawings(picture: RunPicture) -> list[ElementTree.Element]:
    """Return the wide and the narrow drawing as trees."""
    whole = f'<div xmlns="http://www.w3.org/2000/svg">{run_chart_svg(picture)}</div>'
    return list(ElementTree.fromstring(whole))


def classes(drawing: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in drawing.iter() if element.get("class") == name]


def picture(values: list[float | None], **more: object) -> RunPicture:
    points = [
        Point(FIRST + timedelta(weeks=week), value, "too few to show" if value is None else f"{value:g} %")
        for week, value in enumerate(values)
    ]
    return RunPicture("k", "A measure", points, ("Week", "Share"), "A sentence.", **more)  # type: ignore[arg-type]


def test_every_point_is_a_link_that_says_itself_and_leads_to_its_row() -> None:
    for drawing in drawings(samples.hopeful()):
        links = list(drawing.iter(f"{SVG}a"))
        assert len(links) == 12
        assert links[0].get("aria-label") == "Aug 27: 41 %, 37 of 91"
        assert [link.get("href") for link in links] == [f"#weekly-{index}" for index in range(12)]


def test_the_table_twin_has_a_row_for_every_point_with_the_same_words() -> None:
    page = Template("{% load trellis_charts %}{% run_chart picture %}").render(
        Context({"picture": samples.signal()})
    )
    rows = re.findall(r'<tr id="(signal-\d+)">(.*?)</tr>', page)
    assert len(rows) == 17
    assert "too few to show" in rows[11][1]
    assert "no school" in rows[7][1]
    assert page.index("The last 8 points") < page.index("<svg") < page.index("<table")


def test_the_last_point_is_hollow_while_data_still_come_in() -> None:
    for drawing in drawings(samples.hopeful()):
        assert len(classes(drawing, "dot")) == 11
        assert len(classes(drawing, "dot-part")) == 1


def test_the_median_is_solid_where_it_was_computed_and_dotted_where_it_is_carried_on() -> None:
    wide = drawings(samples.hopeful())[0]
    solid, carried = classes(wide, "median")[0], classes(wide, "median median-on")[0]
    start = classes(wide, "start")[0]
    assert solid.get("x2") == carried.get("x1") == start.get("x1")


def test_a_gap_is_joined_by_dots_and_never_by_ink() -> None:
    wide = drawings(picture([40, 42, None, 44, 45, None, None, 50, 51]))[0]
    assert len(classes(wide, "data")) == 3
    assert len(classes(wide, "data-gap")) == 2
    assert len(list(wide.iter(f"{SVG}a"))) == 6


def test_a_signal_is_told_by_rings_a_bracket_and_words() -> None:
    for drawing in drawings(samples.signal()):
        assert len(classes(drawing, "ring")) == 8
        assert len(classes(drawing, "bracket")) == 1
        assert "8 in a row above the median" in "".join(drawing.itertext())


def test_goal_start_and_prediction_are_named_beside_their_marks() -> None:
    wide = "\n".join(text for text in drawings(samples.hopeful())[0].itertext())
    for words in ("Goal 65", "by Dec 4", "Strategy starts, Oct 19", "Predicted", "Earlier median", "70 %"):
        assert words in wide.replace("\u00a0", " ")


def test_words_from_people_are_escaped() -> None:
    drawn = run_chart_svg(picture([1, 2], starts=(Start(FIRST, '<b>"our" & start</b>'),)))
    assert "<b>" not in drawn
    assert "&lt;b&gt;" in drawn


def test_a_chart_with_nothing_to_show_is_still_a_picture() -> None:
    for empty in (picture([]), picture([None, None]), picture([50.0])):
        assert len(drawings(empty)) == 2


numbers = st.none() | st.floats(-1e6, 1e6, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(numbers, max_size=30),
    goal=numbers,
    band=st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e6)),
    words=st.text("abcdefg hijk", min_size=1, max_size=40),
)
@example(values=[], goal=None, band=(0.0, 1e-12), words="a")
def test_any_data_stay_inside_the_frame(
    values: list[float | None], goal: float | None, band: tuple[float, float], words: str
) -> None:
    end = FIRST + timedelta(weeks=40)
    whole = picture(
        values,
        goal=Goal(goal, words) if goal is not None else None,
        prediction=Prediction(end, band[0], band[0] + band[1], words),
        medians=(Median(band[0], words, FIRST, FIRST + timedelta(weeks=4), end),),
        starts=(Start(FIRST + timedelta(weeks=3), words),),
        signals=(Signal(FIRST, FIRST + timedelta(weeks=9), words),),
    )
    for drawing in drawings(whole):
        width, height = (float(size) for size in drawing.get("viewBox", "").split()[2:])
        for mark in drawing.iter():
            for name, limit in (
                ("cx", width),
                ("x1", width),
                ("x2", width),
                ("cy", height),
                ("y1", height),
                ("y2", height),
            ):
                place = mark.get(name)
                assert place is None or -0.1 <= float(place) <= limit + 0.1


@pytest.mark.parametrize("unit", ["", "%", "min"])
def test_the_unit_stands_once_at_the_top_of_the_axis(unit: str) -> None:
    wide = drawings(picture([10, 30, 20], unit=unit))[0]
    axis = [element.text or "" for element in wide.iter(f"{SVG}text") if element.get("x") == "38"]
    assert [text for text in axis if not text.isdigit()] == (
        [f"{axis[-1].split()[0]} {unit}"] if unit else []
    )
