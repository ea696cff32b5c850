from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from trellis.stats.inputs import (
    as_counts,
    as_number,
    as_positive,
    as_series,
    as_share,
    as_table,
    as_whole,
    same_length,
)
from trellis.stats.results import StatsError


def reason_of(call: object) -> str:
    with pytest.raises(StatsError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.say("en")
    assert caught.value.say("es") != caught.value.say("en")
    return caught.value.reason


def test_a_series_takes_ints_floats_decimals_and_none_as_missing() -> None:
    series = as_series([1, 2.5, Decimal("0.1"), None], allow_missing=True)
    assert series.dtype == np.float64
    assert series[:3].tolist() == [1.0, 2.5, 0.1]
    assert np.isnan(series[3])


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], "empty"),
        ([None], "not_finite"),
        ([float("nan")], "not_finite"),
        ([1, float("inf")], "not_finite"),
        (["3"], "not_numbers"),
        ([1, "three"], "not_numbers"),
        ([object()], "not_numbers"),
        ([1j], "not_numbers"),
        ([10**400], "not_numbers"),
        ([[1, 2], [3]], "shape"),
        ([[1, 2]], "shape"),
        (3, "shape"),
        ([1e200], "too_extreme"),
    ],
)
def test_a_series_refuses_with_a_stable_reason(values: object, reason: str) -> None:
    assert reason_of(lambda: as_series(values)) == reason  # type: ignore[arg-type]


def test_infinity_is_refused_even_where_missing_is_allowed() -> None:
    assert reason_of(lambda: as_series([1, float("inf")], allow_missing=True)) == "not_finite"
    assert reason_of(lambda: as_series([None, None], allow_missing=True)) == "empty"
    assert reason_of(lambda: as_series([1, None], allow_missing=True, min_n=2)) == "too_few"


def test_ten_million_points_are_refused_before_any_work() -> None:
    assert reason_of(lambda: as_series(np.zeros(10**7))) == "too_large"
    assert reason_of(lambda: as_series(range(10**7))) == "too_large"


def test_counts_are_whole_and_not_negative() -> None:
    assert as_counts([0, 3]).tolist() == [0, 3]
    assert reason_of(lambda: as_counts([-1])) == "negative_n"
    assert reason_of(lambda: as_counts([0], minimum=1)) == "negative_n"
    assert reason_of(lambda: as_counts([1.5])) == "not_whole"


def test_tables_have_rows_and_columns() -> None:
    assert as_table([[1, 2], [3, 4]]).shape == (2, 2)
    assert reason_of(lambda: as_table([1, 2])) == "shape"
    assert reason_of(lambda: as_table([])) == "empty"
    assert reason_of(lambda: as_table([[1, 2]], min_rows=2)) == "too_few"
    assert reason_of(lambda: as_table([[1], [2]], min_columns=2)) == "too_few"


def test_lengths_must_agree() -> None:
    assert same_length(a=np.zeros(3), b=np.ones(3)) == 3
    assert reason_of(lambda: same_length(a=np.zeros(3), b=np.ones(2))) == "length_mismatch"


@pytest.mark.parametrize("value", [0, 1, -0.1])
def test_a_share_lies_strictly_between_0_and_1(value: float) -> None:
    assert reason_of(lambda: as_share(value)) == "out_of_range"


@pytest.mark.parametrize("value", [0, -1])
def test_a_positive_number_is_above_0_and_finite(value: float) -> None:
    assert reason_of(lambda: as_positive(value, name="spread")) == "out_of_range"


@pytest.mark.parametrize(
    ("value", "reason"),
    [(float("nan"), "not_finite"), (float("inf"), "not_finite"), ("a", "not_numbers"), (None, "not_numbers")],
)
def test_one_number_is_an_ordinary_one(value: Any, reason: str) -> None:
    assert reason_of(lambda: as_share(value)) == reason
    assert reason_of(lambda: as_positive(value, name="spread")) == reason
    assert reason_of(lambda: as_number(value, name="mean")) == reason
    assert reason_of(lambda: as_whole(value, name="n")) == reason


def test_numbers_are_held_inside_their_range() -> None:
    assert as_number(7, name="n", least=7, greatest=7) == 7.0
    assert as_number(1e-70, name="n") == 0.0
    assert reason_of(lambda: as_number(8, name="n", greatest=7)) == "out_of_range"
    assert reason_of(lambda: as_number(2e30, name="n")) == "too_extreme"
    assert reason_of(lambda: as_whole(1.5, name="n")) == "not_whole"
    assert reason_of(lambda: as_whole(-1, name="n")) == "negative_n"
    assert reason_of(lambda: as_whole(1, name="n", least=2)) == "too_few"
    assert reason_of(lambda: as_whole(9, name="n", most=8)) == "out_of_range"
