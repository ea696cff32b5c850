import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.stats.results import StatsError
from trellis.stats.spc import (
    control_chart,
    control_lines_many,
    dispersion,
    proportion_chart,
    subgroup_chart,
)
from trellis.stats.spc.subgroups import c4

values = st.lists(st.integers(-30, 30), min_size=2, max_size=40)
classes = st.lists(
    st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=3, max_size=30
)
KINDS = ["i", "mr", "c", "g", "t"]


def test_published_constants() -> None:
    # Montgomery, Appendix VI: c4 for 2, 5 and 10 values; A3 = 3 / (c4 sqrt n).
    assert c4([2, 5, 10]) == pytest.approx([0.7979, 0.9400, 0.9727], abs=5e-5)
    assert 3 / (c4(5) * np.sqrt(5)) == pytest.approx(1.427, abs=5e-4)


def test_published_example_of_individuals() -> None:
    # Boiler temperatures (NIST/qcc): centre 525, limits 509.49 and 540.51, first point below.
    boiler = [
        507,
        512,
        520,
        520,
        530,
        528,
        522,
        527,
        533,
        530,
        530,
        527,
        529,
        522,
        532,
        531,
        535,
        516,
        514,
        536,
    ]
    boiler += [522, 520, 526, 527, 529]
    chart = control_chart("i", boiler)
    assert chart.centre[0] == 525
    assert chart.lower[0] == pytest.approx(509.485815602837)
    assert chart.upper[0] == pytest.approx(540.514184397163)
    assert chart.beyond_rows == (0,)
    assert chart.say("en").startswith("1 point lies outside the limits of ordinary variation (1)")
    assert chart.interval is not None
    assert chart.interval.low == chart.lower[-1]


def test_published_example_of_counts() -> None:
    # Circuit boards (Montgomery): mean 19.846, limits 6.481 and 33.211, boards 6 and 20 outside.
    boards = [
        21,
        24,
        16,
        12,
        15,
        5,
        28,
        20,
        31,
        25,
        20,
        24,
        16,
        19,
        10,
        17,
        13,
        22,
        18,
        39,
        30,
        24,
        16,
        19,
        17,
        15,
    ]
    chart = control_chart("c", boards)
    assert (chart.lower[0], chart.upper[0]) == pytest.approx((6.48144716716591, 33.2108605251418))
    assert chart.beyond_rows == (5, 19)
    assert chart.say("en", labels=[f"board {i}" for i in range(1, 27)]).count("board 6 and board 20") == 1
    assert chart.say("es") != chart.say("en")


@given(values, st.integers(-50, 50), st.integers(1, 7))
def test_individuals_move_with_shift_and_scale(series: list[int], shift: int, scale: int) -> None:
    one = control_chart("i", series)
    other = control_chart("i", [scale * v + shift for v in series])
    np.testing.assert_allclose(other.upper, scale * one.upper + shift, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(other.lower, scale * one.lower + shift, rtol=1e-9, atol=1e-9)
    assert other.beyond.tolist() == one.beyond.tolist()


@given(values, st.sampled_from(KINDS))
def test_limits_enclose_the_centre_and_order_holds(series: list[int], kind: str) -> None:
    chart = control_chart(kind, [abs(v) for v in series])  # type: ignore[arg-type]
    for low, low95, high95, high in zip(chart.lower, chart.lower95, chart.upper95, chart.upper, strict=True):
        assert low <= low95 + 1e-9
        assert low95 <= high95 + 1e-9
        assert high95 <= high + 1e-9
    assert chart.say("en") != chart.say("es")


@given(classes)
def test_shares_stay_inside_0_and_1(pairs: list[tuple[int, int]]) -> None:
    x, n = [p[0] for p in pairs], [p[1] for p in pairs]
    for kind in ("p", "pp"):
        chart = control_chart(kind, x, n=n)
        assert np.nanmin(chart.lower) >= 0
        assert np.nanmax(chart.upper) <= 1
        assert chart.centre[0] == pytest.approx(sum(x) / sum(n))
    assert proportion_chart(x, n).kind in {"p", "pp"}


def test_overdispersed_shares_get_laneys_chart_and_a_note() -> None:
    rng = np.random.default_rng(7)
    n = np.full(30, 4000)
    x = rng.binomial(n, rng.normal(0.9, 0.03, 30).clip(0, 1))
    ordinary = control_chart("p", x, n=n)
    assert "over_dispersed" in [note.code for note in ordinary.notes]
    assert ordinary.beyond.sum() > 10
    chosen = proportion_chart(x, n)
    assert chosen.kind == "pp"
    assert chosen.beyond.sum() <= 1
    students = rng.binomial(25, 0.6, 30)
    assert proportion_chart(students, [25] * 30).kind == "p"
    phi = dispersion(students, [25] * 30)
    assert phi is not None
    assert 0.4 < phi < 1.5


def test_a_lasting_step_is_not_taken_for_over_dispersion() -> None:
    rng = np.random.default_rng(3)
    x = np.concatenate([rng.binomial(25, 0.4, 20), rng.binomial(25, 0.8, 20)])
    assert proportion_chart(x, [25] * 40).kind == "p"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [0.1, 0.3, 7, 0])
def test_equal_values_are_never_flagged_by_rounding(kind: str, value: float) -> None:
    chart = control_chart(kind, [value] * 23)  # type: ignore[arg-type]
    assert not chart.beyond.any()
    assert not chart.signal
    assert chart.current.verdict in {"no_variation", "no_points", "no_baseline"}


def test_few_points_give_trial_limits_and_no_verdict() -> None:
    chart = control_chart("i", [5, 6, 5, 6, 5, 40])
    assert [note.code for note in chart.notes] == ["trial_limits"]
    assert not chart.signal
    assert "too early" in chart.say("en")


def test_a_frozen_baseline_and_excluded_points_set_the_limits() -> None:
    series = [5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 90, 20, 21, 20, 21, 20, 21]
    chart = control_chart("i", series, baseline=11, excluded=[10])
    assert chart.centre[0] == 5.5
    assert chart.beyond_rows == (11, 12, 13, 14, 15, 16)
    assert not chart.beyond[10]
    assert chart.n == 16


def test_ordinary_points_are_not_called_proof_of_no_change() -> None:
    chart = control_chart("i", [5, 3, 6, 2, 7, 4, 6, 3, 5, 2, 7, 4, 8, 1])
    assert not chart.signal
    assert "does not prove that nothing changed" in chart.say("en")


def test_a_run_inside_the_limits_is_told() -> None:
    chart = control_chart(
        "i", [1, 9, 1, 9, 1, 9, 1, 9, 6, 6.1, 6, 6.2, 6, 6.1, 6, 6.3, 6, 6.1, 6, 6.2], centre=5
    )
    assert chart.signal
    assert not chart.beyond_rows
    assert "13 points in a row" in chart.say("en")
    few = control_chart("i", [1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9], centre=5, screened=False)
    assert few.signal
    assert "crosses its middle only 1 times" not in few.say("en")


def test_subgroup_means_and_spreads() -> None:
    rng = np.random.default_rng(4)
    table = rng.normal(3, 1, (25, 4))
    table[20] += 5
    groups = [i for i in range(25) for _ in range(4)]
    means = subgroup_chart("xbar", groups, table.ravel())
    assert means.beyond.tolist() == [i == 20 for i in range(25)]
    assert means.signal
    assert "outside the limits" in means.say("en")
    spreads = subgroup_chart("s", groups, table.ravel())
    assert spreads.say("en") != spreads.say("es")
    s_bar = table.std(axis=1, ddof=1).mean()
    assert spreads.centre == pytest.approx(s_bar)
    assert means.upper[0] == pytest.approx(table.mean() + 3 * s_bar / (0.9213177 * 2), rel=1e-6)


def test_a_subgroup_chart_with_a_run_or_few_groups() -> None:
    base = np.tile([-1.0, 1.0], 24) * 3
    low_high = np.repeat([0.0] * 12 + [1.0] * 12, 2) + base
    chart = subgroup_chart("xbar", np.repeat(np.arange(24), 2), low_high)
    assert chart.signal
    assert "longer than chance" in chart.say("en")
    few = subgroup_chart("xbar", [1, 1, 2, 2], [1, 2, 3, 5])
    assert few.too_early
    assert "too early" in few.say("en")


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: control_chart("z", [1, 2]), "option"),  # type: ignore[arg-type]
        (lambda: control_chart("p", [1, 2]), "option"),
        (lambda: control_chart("i", [1, 2], n=[3, 4]), "option"),
        (lambda: control_chart("i", []), "empty"),
        (lambda: control_chart("c", [-1, 2]), "negative_n"),
        (lambda: control_chart("p", [1, 2], n=[-3, 4]), "negative_n"),
        (lambda: control_chart("u", [1, 2], n=[-3.5, 4]), "negative_n"),
        (lambda: control_chart("p", [5, 2], n=[3, 4]), "out_of_range"),
        (lambda: control_chart("p", [1, 2], n=[2.5, 4]), "not_whole"),
        (lambda: control_chart("p", [1, 2], n=[3]), "length_mismatch"),
        (lambda: control_chart("i", [1, float("inf")]), "not_finite"),
        (lambda: control_chart("i", np.zeros(10**7)), "too_large"),
        (lambda: control_chart("i", [1, 2], baseline=3), "out_of_range"),
        (lambda: control_chart("i", [1, 2], phases=[7]), "out_of_range"),
        (lambda: control_lines_many("p", [[1, 2]], n=[[3]]), "shape"),
        (lambda: control_lines_many("p", [[1, 2]]), "option"),
        (lambda: control_lines_many("c", [[1, -2]]), "negative_n"),
        (lambda: control_lines_many("i", [[1, 2]], baseline=5), "out_of_range"),
        (lambda: subgroup_chart("x", [1], [1]), "option"),  # type: ignore[arg-type]
        (lambda: subgroup_chart("s", [1, 2], [1, 2]), "too_few"),
        (lambda: subgroup_chart("s", [1, 1], [1]), "length_mismatch"),
        (lambda: subgroup_chart("xbar", [1, 1, 2], [1, 2, 3], spread="range"), "option"),
    ],
)
def test_bad_input_is_refused_with_a_reason(call: object, reason: str) -> None:
    with pytest.raises(StatsError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.reason == reason
    assert caught.value.say("es") != caught.value.say("en")


def test_zero_denominators_and_missing_points_are_left_out() -> None:
    chart = control_chart("p", [1, None, 0, 2] * 5, n=[4, 5, 0, None] * 5)
    assert chart.n == 5
    assert chart.centre[0] == 0.25
    nothing = control_chart("i", [None, None])
    assert nothing.say("en") == "There are no points to look at yet."
