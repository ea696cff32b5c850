from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.stats.results import StatsError
from trellis.stats.spc import false_alarm_rate, run_chart, run_charts, run_limits, signal_rate

#: Annual flow of the Nile at Aswan 1871-1930 (10^8 cubic metres); published since 1935, Cobb 1978.
NILE = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
    1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
    1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796,
    1040, 759,
]  # fmt: skip

scores = st.lists(st.one_of(st.integers(0, 8), st.none()), min_size=1, max_size=60)


def naive(values: list[int | None], centre: float) -> tuple[int, int, int]:
    """Longest run, crossings and useful points, counted the slow way."""
    signs = [1 if v > centre else -1 for v in values if v is not None and v != centre]
    longest = length = 0
    for i, sign in enumerate(signs):
        length = length + 1 if i and sign == signs[i - 1] else 1
        longest = max(longest, length)
    return longest, sum(a != b for a, b in pairwise(signs)), len(signs)


def test_the_published_limits() -> None:
    # Useful points: longest run allowed, crossings needed (the table that goes with Anhøj & Olesen 2014).
    published = {10: (6, 2), 15: (7, 4), 20: (7, 6), 24: (8, 8), 30: (8, 10), 40: (8, 14)}
    for n, limits in published.items():
        assert (run_limits(n).longest_run, run_limits(n).crossings) == limits


def test_exact_false_alarm_rates_that_were_published() -> None:
    assert false_alarm_rate(10, known_centre=True) == 0.044921875
    assert false_alarm_rate(24, known_centre=True) == pytest.approx(0.0662398338, abs=1e-10)
    assert false_alarm_rate(24) == pytest.approx(0.03060696202, abs=1e-10)
    assert false_alarm_rate(8) == 0


def test_the_nile_changes_and_the_place_of_the_long_run_is_told() -> None:
    chart = run_chart(NILE)
    assert chart.signal
    run = chart.current.run
    assert run is not None
    assert run.length == chart.current.longest_run
    stretch = [v for v in NILE[run.first : run.last + 1] if v != chart.current.centre]
    assert len(stretch) == run.length
    assert chart.current.centre is not None
    above = [value > chart.current.centre for value in stretch]
    assert all(above) if run.side == "above" else not any(above)
    said = chart.say("en", labels=[str(year) for year in range(1871, 1931)])
    assert f"{1871 + run.first} to {1871 + run.last}" in said


@given(scores)
def test_counts_equal_slow_counting(values: list[int | None]) -> None:
    chart = run_chart(values)
    phase = chart.current
    if phase.n_useful == 0 or phase.centre is None:
        assert phase.verdict in {"no_points", "no_variation"}
        return
    assert naive(values, phase.centre) == (phase.longest_run, phase.crossings, phase.n_useful)
    if phase.n_useful < 10:
        assert chart.too_early
        assert not chart.signal
    assert chart.say("en")
    assert chart.say("es") != chart.say("en")


@given(scores, st.integers(-50, 50), st.integers(1, 9))
def test_shift_and_scale_change_nothing(values: list[int | None], shift: int, scale: int) -> None:
    moved = [None if v is None else scale * v + shift for v in values]
    one, other = run_chart(values).current, run_chart(moved).current
    assert (one.longest_run, one.crossings, one.n_useful) == (
        other.longest_run,
        other.crossings,
        other.n_useful,
    )
    assert one.verdict == other.verdict


@given(scores)
def test_turned_upside_down_or_read_backwards_the_counts_stay(values: list[int | None]) -> None:
    flipped = run_chart([None if v is None else -v for v in values]).current
    backwards = run_chart(values[::-1]).current
    here = run_chart(values).current
    assert here.longest_run == flipped.longest_run == backwards.longest_run
    assert here.crossings == flipped.crossings == backwards.crossings


@given(
    st.lists(
        st.lists(st.one_of(st.integers(0, 6), st.none()), min_size=14, max_size=14), min_size=1, max_size=6
    )
)
def test_many_series_are_judged_like_each_alone(rows: list[list[int | None]]) -> None:
    table = np.array(rows, dtype=float)
    together = run_charts(table, phases=[7])
    for i, row in enumerate(rows):
        alone = run_chart(row, phases=[7])
        for j, phase in enumerate(alone.phases):
            assert together.n_useful[i, j] == phase.n_useful
            assert together.longest_run[i, j] == (phase.longest_run or 0)
            assert together.crossings[i, j] == (phase.crossings or 0)
            assert together.signal[i, j] == phase.signal
            assert together.too_early[i, j] == (phase.n_useful < 10)


def test_points_on_the_line_missing_and_excluded_ones_do_not_break_a_run() -> None:
    values: list[float | None] = [1, 1, 1, 5, None, 1, 99, 1, 1, 9, 9, 9, 9, 9, 9, 9]
    chart = run_chart(values, centre=5, excluded=[6])
    run = chart.current.run
    assert run is not None
    assert (chart.phases[0].longest_run, run.first, run.last) == (7, 9, 15)
    assert chart.sides[3] == chart.sides[4] == chart.sides[6] == 0
    assert chart.current.crossings == 1
    assert chart.n == 14


def test_decimals_are_averaged_exactly() -> None:
    values = [Decimal("0.1"), Decimal("0.2"), Decimal("0.15"), Decimal("0.3")]
    chart = run_chart(values, baseline=2)
    assert chart.current.centre == 0.15
    assert chart.sides == (-1, 1, 0, 1)


def test_a_frozen_baseline_sets_the_centre_and_all_points_are_judged() -> None:
    before = [4, 6, 5, 7, 3, 6, 4, 5, 6, 4, 5, 5]
    after = [7, 8, 7, 9, 8, 7, 8, 9, 8, 7, 8, 9]
    chart = run_chart(before + after, baseline=12)
    assert chart.current.centre == 5
    assert chart.current.frozen
    assert chart.signal
    assert chart.current.run is not None
    assert chart.current.run.side == "above"
    assert "above the baseline median of 5" in chart.say("en")
    assert chart.current.chance is not None
    assert chart.current.chance > false_alarm_rate(chart.current.n_useful)


def test_a_short_baseline_and_points_on_the_line_are_noted() -> None:
    chart = run_chart([5, 6, 5, 5, 4, 5, 5, 7, 5, 5, 5, 3], baseline=4)
    assert {"short_baseline", "many_on_line"} <= {note.code for note in chart.notes}


def test_a_baseline_without_points_is_said() -> None:
    chart = run_chart([None, None, 1, 2, 3], baseline=2)
    assert chart.verdict == "no_baseline"
    assert "baseline has no points" in chart.say("en")


def test_neighbours_that_move_together_weaken_the_signal() -> None:
    rng = np.random.default_rng(5)
    noise = rng.standard_normal(60)
    moved = np.zeros(60)
    for i in range(1, 60):
        moved[i] = 0.8 * moved[i - 1] + noise[i]
    chart = run_chart(moved)
    assert chart.lag1 is not None
    assert chart.lag1 > 0.2
    assert [note.code for note in chart.notes] == ["autocorrelation"]
    assert chart.signal
    assert "weaker evidence" in chart.say("en")
    independent = run_chart(noise)
    assert independent.notes == ()


def test_a_step_between_baseline_and_later_is_not_called_autocorrelation() -> None:
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.standard_normal(15), 4 + rng.standard_normal(15)])
    plain, frozen = run_chart(values), run_chart(values, baseline=15)
    assert plain.lag1 is not None
    assert frozen.lag1 is not None
    assert plain.lag1 > 0.5
    assert frozen.lag1 < 0.2


def test_power_to_see_one_standard_deviation_as_simulated_in_the_design() -> None:
    assert signal_rate(12) == pytest.approx(0.07, abs=0.02)
    assert signal_rate(24) == pytest.approx(0.16, abs=0.02)
    assert signal_rate(24, 1.0, 12) == pytest.approx(0.42, abs=0.03)
    assert signal_rate(24, 2.0, 12) == pytest.approx(0.88, abs=0.03)
    assert signal_rate(24, 0.0, 12) == pytest.approx(0.091, abs=0.015)
    assert signal_rate(24, 0.0) == pytest.approx(false_alarm_rate(24), abs=0.01)


def test_no_signal_never_claims_that_nothing_changed() -> None:
    chart = run_chart([5, 3, 6, 2, 7, 4, 6, 3, 5, 2, 7, 4, 8, 1])
    assert chart.verdict == "no_signal"
    assert chart.power == signal_rate(14)
    said = chart.say("en")
    assert "does not prove that nothing changed" in said
    assert "about" in said
    assert "%" in said


def test_too_early_below_ten_useful_points_whatever_the_rules_say() -> None:
    chart = run_chart([1, 1, 1, 1, 9, 9, 9, 9])
    assert chart.current.few_crossings is False
    assert chart.too_early
    assert chart.power is None
    assert "too early" in chart.say("en")
    climbing = run_chart([1, 2, 3, 4, 5, 6, 7, 8, 9], centre=0)
    assert climbing.current.long_run
    assert not climbing.signal
    assert climbing.say("es").startswith("9 puntos útiles: es demasiado pronto")


@pytest.mark.parametrize(
    ("values", "verdict"),
    [([3], "no_variation"), ([3] * 12, "no_variation"), ([None, None], "no_points"), ([1, 2], "too_early")],
)
def test_charts_that_cannot_tell(values: list[int | None], verdict: str) -> None:
    chart = run_chart(values)
    assert chart.verdict == verdict
    assert not chart.signal
    assert chart.say("en") != chart.say("es")


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: run_chart([]), "empty"),
        (lambda: run_chart([1, float("inf")]), "not_finite"),
        (lambda: run_chart(["a"]), "not_numbers"),
        (lambda: run_chart(np.zeros(10**7)), "too_large"),
        (lambda: run_chart([1, 2], phases=[2]), "out_of_range"),
        (lambda: run_chart([1, 2], phases=[-1]), "out_of_range"),
        (lambda: run_chart([1, 2], excluded=[5]), "out_of_range"),
        (lambda: run_chart([1, 2], baseline=0), "too_few"),
        (lambda: run_chart([1, 2], baseline=3), "out_of_range"),
        (lambda: run_chart([1, 2], centre=float("nan")), "not_finite"),
        (lambda: run_charts([]), "empty"),
        (lambda: run_charts([1, 2]), "shape"),
        (lambda: run_charts([[1, 2]], phases=[9]), "out_of_range"),
        (lambda: run_charts([[1, 2]], baseline=2, phases=[1]), "out_of_range"),
        (lambda: run_charts([[1, 2]], excluded=[True]), "shape"),
        (lambda: run_charts([[1, 2]], centre=[1, 2]), "length_mismatch"),
        (lambda: run_charts([[1, 2]], centre=float("inf")), "not_finite"),
        (lambda: run_limits(0), "too_few"),
        (lambda: false_alarm_rate(-3), "negative_n"),
        (lambda: false_alarm_rate(5000), "too_large"),
        (lambda: signal_rate(1), "too_few"),
        (lambda: signal_rate(5, 1.0, 9), "out_of_range"),
    ],
)
def test_bad_input_is_refused_with_a_reason(call: object, reason: str) -> None:
    with pytest.raises(StatsError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.reason == reason
    assert caught.value.say("es") != caught.value.say("en")


def test_many_charts_say_how_many_were_looked_at() -> None:
    charts = run_charts(np.random.default_rng(2).standard_normal((50, 24)))
    assert charts.n == 50
    assert charts.say("en").startswith("50 charts were looked at")
    assert charts.say("es").startswith("Se miraron 50 gráficos")


def test_there_is_no_phase_that_was_not_asked_for() -> None:
    step = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9]
    assert len(run_chart(step).phases) == 1
    assert run_chart(step).signal
