"""Very large, small, equal and missing numbers give a result or a refusal, never a warning."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.stats.agreement import intraclass_correlation, krippendorff_alpha, scale_reliability
from trellis.stats.inputs import as_series
from trellis.stats.items import item_analysis
from trellis.stats.results import StatsError
from trellis.stats.spc import control_chart, display_flags, run_chart

number = st.sampled_from([0, 0, 1, 1, 2, 3, -1, 0.1, 0.3, 9e29, -9e29, 1e20, 1e-59, 5e-324, 7])
maybe = st.one_of(number, st.none(), st.just(float("inf")))
Table = list[list[float | None]]

SERIES: dict[str, Callable[[list[Any]], Any]] = {
    "run": lambda s: run_chart(s, baseline=max(1, len(s) // 2)),
    "flags": lambda s: display_flags(s, direction="increase", target=1),
    "i": lambda s: control_chart("i", s, screened=True),
    "mr": lambda s: control_chart("mr", s),
    "t": lambda s: control_chart("t", s),
    "up": lambda s: control_chart("up", s, n=s[::-1]),
    "ip": lambda s: control_chart("ip", s, n=s[::-1]),
}
TABLES: dict[str, Callable[[Table], Any]] = {
    "scale": scale_reliability,
    "icc": intraclass_correlation,
    "krippendorff": lambda t: krippendorff_alpha(t, scale="ordinal", resamples=10),
    "items": lambda t: item_analysis(t, max_points=1e30),
}


@pytest.mark.parametrize("name", SERIES)
@given(values=st.lists(maybe, min_size=1, max_size=25))
def test_series_of_extremes(name: str, values: list[float | None]) -> None:
    with suppress(StatsError):
        result = SERIES[name](values)
        assert result.say("en") != result.say("es")


@pytest.mark.parametrize("name", TABLES)
@given(
    rows=st.integers(1, 4).flatmap(
        lambda k: st.lists(st.lists(maybe, min_size=k, max_size=k), min_size=1, max_size=8)
    )
)
def test_tables_of_extremes(name: str, rows: Table) -> None:
    with suppress(StatsError):
        result = TABLES[name](rows)
        assert result.say("en") != result.say("es")


def test_magnitudes_below_rounding_count_as_zero() -> None:
    assert as_series([1e-61, -5e-324, 1e-59]).tolist() == [0, 0, 1e-59]
    with pytest.raises(StatsError) as caught:
        as_series([2e30])
    assert caught.value.reason == "too_extreme"
