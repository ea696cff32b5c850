"""Sparkline and use marks."""

import pytest
from django.template import Context, Template

from trellis.web.charts.pictures import Spark
from trellis.web.charts.small import MARKS, spark_svg
from trellis.web.patterns import samples


def test_the_sparkline_says_its_last_value_in_words() -> None:
    drawn = Template("{% load trellis_charts %}{% sparkline spark %}").render(
        Context({"spark": Spark([1, None, 3], "3 %, Nov 12", "Fractions", 2, partial=True)})
    )
    assert "Fractions: </span>3 %, Nov 12" in drawn
    assert 'class="dot-part"' in drawn
    assert 'aria-hidden="true"' in drawn


@pytest.mark.parametrize("values", [[], [None], [5.0], [5.0, 5.0]])
def test_few_or_equal_values_draw_without_error(values: list[float | None]) -> None:
    assert ("<circle" in spark_svg(Spark(values, "5", "A"))) == any(value is not None for value in values)


def test_every_mark_of_the_use_record_has_its_own_shape_and_words() -> None:
    drawn = Template("{% load trellis_ui %}{% use_grid grid %}").render(
        Context({"grid": samples.gallery()["use"]})
    )
    assert len(set(MARKS.values())) == 4
    for words in ("used fully", "used partly", "not used: </span>", "not yet recorded"):
        assert words.replace(": </span>", "") in drawn
    assert drawn.count('scope="row"') == 5
