"""From the verdict of the statistics to the picture: only what was judged is drawn and said."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from trellis.stats.spc import run_chart
from trellis.web.charts.judged import judged, value_words
from trellis.web.charts.pictures import Point, RunPicture
from trellis.web.charts.run import run_chart_svg

FIRST = date(2026, 1, 8)
QUIET = [40.0, 44, 39, 43, 41, 45, 38, 44, 40, 43, 41, 44]


def plain(values: list[float | None], **more: object) -> RunPicture:
    points = [
        Point(FIRST + timedelta(weeks=week), value, "no school" if value is None else value_words(value, "%"))
        for week, value in enumerate(values)
    ]
    return RunPicture("k", "A measure", points, ("Week", "Share"), "", unit="%", **more)  # type: ignore[arg-type]


def test_a_quiet_chart_has_a_median_and_no_rings() -> None:
    picture = judged(plain([*QUIET]), run_chart(QUIET))
    assert [median.words for median in picture.medians] == ["Median 42\u00a0%"]
    assert not picture.signals
    assert not any(point.signal for point in picture.points)
    assert picture.sentence.startswith("This looks like the ordinary ups and downs")


def test_a_long_run_is_ringed_bracketed_and_said() -> None:
    values = [*QUIET, 50.0, 51, 52, 50, 53, 51, 52, 54, 53]
    end = FIRST + timedelta(weeks=30)
    picture = judged(plain([*values], ends_on=end), run_chart(values, baseline=12))
    assert [index for index, point in enumerate(picture.points) if point.signal][-9:] == list(range(12, 21))
    assert picture.signals[0].words.endswith("in a row above the median")
    median = picture.medians[0]
    assert median.words.startswith("Earlier median")
    assert (median.settled_to, median.to_on) == (FIRST + timedelta(weeks=11), end)
    assert 'class="bracket"' in run_chart_svg(picture)


def test_too_few_points_claim_nothing() -> None:
    values = [40.0, 50, 60]
    picture = judged(plain([*values]), run_chart(values))
    assert not picture.signals
    assert "too early to tell" in picture.sentence


def test_a_missing_point_stays_missing() -> None:
    values: list[float | None] = [*QUIET[:5], None, *QUIET[5:]]
    picture = judged(plain(values), run_chart(values))
    assert picture.points[5].value is None
    assert len(picture.medians) == 1


def test_a_level_line_crossed_too_seldom_is_said_without_a_run() -> None:
    values = [40.0, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51]
    picture = judged(plain([*values]), run_chart(values))
    assert picture.signals
    assert all(point.signal for point in picture.points) or "in a row" in picture.signals[0].words


def test_in_spanish_everything_is_spanish() -> None:
    with translation.override("es"):
        picture = judged(plain([*QUIET]), run_chart(QUIET))
    assert picture.sentence.startswith("Esto parece la variación normal")


def test_points_and_verdict_must_belong_together() -> None:
    with pytest.raises(ValueError, match="exactly the points"):
        judged(plain([1.0, 2.0]), run_chart(QUIET))
