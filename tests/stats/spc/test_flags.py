import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.stats.results import StatsError
from trellis.stats.spc import FOUR_QUESTIONS, any_flag_rate, display_flags, new_phase

series = st.lists(st.one_of(st.integers(-20, 20), st.none()), min_size=1, max_size=40).filter(
    lambda values: any(v is not None for v in values)
)


@given(series)
def test_upside_down_with_the_other_direction_gives_the_same_types(values: list[int | None]) -> None:
    up = display_flags(values, direction="increase")
    down = display_flags([None if v is None else -v for v in values], direction="decrease")
    assert up.types == down.types
    assert up.variation == down.variation
    assert up.say("en") != up.say("es")


def test_missing_points_are_skipped_and_never_flagged() -> None:
    values = [1, 2, None, 3, 4, 5, None, 6, 7, 8]
    flags = display_flags(values, direction="increase")
    dense = display_flags([v for v in values if v is not None], direction="increase")
    assert flags.causes[2] == flags.causes[6] == "common_cause"
    assert [c for c, v in zip(flags.causes, values, strict=True) if v is not None] == list(dense.causes)
    assert flags.n == 8


def test_precedence_of_the_rules() -> None:
    # Seven rising points that end beyond the upper limit: the last is called by the first rule.
    calm = [50, 51, 50, 49, 50, 51, 50, 49, 50, 51, 50, 49]
    flags = display_flags([*calm, 50, 51, 52, 53, 54, 55, 70], direction="increase")
    assert flags.causes[-1] == "above_upper_limit"
    assert flags.causes[-3] == "rising_trend"
    assert flags.variation == "improvement"
    assert "hoped-for side" in flags.say("en")
    assert display_flags([*calm, 70], direction="decrease").variation == "concern"
    assert display_flags([*calm, 70], direction="neutral").variation == "neutral_high"


def test_equal_values_are_not_flagged_by_rounding() -> None:
    flags = display_flags([0.1] * 30, direction="increase")
    assert set(flags.causes) == {"common_cause"}


def test_a_target_inside_the_limits_is_hit_or_miss() -> None:
    values = [48, 52, 49, 51, 50, 48, 52, 49, 51, 50, 48, 52, 49]
    assert display_flags(values, direction="increase", target=50).assurance == "hit_or_miss"
    assert display_flags(values, direction="increase", target=90).assurance == "consistently_fails"
    assert display_flags(values, direction="decrease", target=90).assurance == "consistently_passes"
    assert display_flags(values, direction="neutral", target=90).assurance is None
    assert display_flags(values, direction="increase").assurance is None


def test_how_often_noise_fires_some_flag_is_told() -> None:
    assert any_flag_rate(24) == pytest.approx(0.208, abs=0.025)  # simulated in the design document
    flags = display_flags([5, 3, 6, 2, 7, 4, 6, 3, 5, 2, 7, 4], direction="increase")
    assert "the run chart decides" in flags.say("en")
    assert [note.code for note in flags.notes] == ["trial_limits"]
    assert flags.trial.all()


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: display_flags([1], direction="up"), "option"),  # type: ignore[arg-type]
        (lambda: display_flags([], direction="increase"), "empty"),
        (lambda: display_flags([None], direction="increase"), "empty"),
        (lambda: display_flags([1, float("inf")], direction="increase"), "not_finite"),
        (lambda: display_flags(np.zeros(10**7), direction="increase"), "too_large"),
        (lambda: display_flags([1], direction="increase", target=float("nan")), "not_finite"),
        (lambda: display_flags([1], direction="increase", phases=[4]), "out_of_range"),
        (lambda: new_phase({"sure": True}), "option"),
    ],
)
def test_bad_input_is_refused_with_a_reason(call: object, reason: str) -> None:
    with pytest.raises(StatsError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.reason == reason


def test_one_point_is_not_flagged() -> None:
    flags = display_flags([3], direction="increase")
    assert flags.causes == ("common_cause",)


def test_a_new_phase_needs_four_yes() -> None:
    codes = [question.code for question in FOUR_QUESTIONS]
    assert len(codes) == 4
    assert new_phase(dict.fromkeys(codes, True)).allowed
    for code in codes:
        refused = new_phase({**dict.fromkeys(codes, True), code: False})
        assert not refused.allowed
        assert refused.against == (code,)
        assert "1 of the four answers is not yes" in refused.say("en")
    assert new_phase({}).against == tuple(codes)
    assert new_phase({}).say("es") != new_phase({}).say("en")
