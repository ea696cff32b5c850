from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.stats.agreement import (
    Agreement,
    FleissAgreement,
    IntraclassCorrelation,
    Scale,
    Spread,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    intraclass_correlation,
    krippendorff_alpha,
    omega_total,
    scale_reliability,
    spread_before_consensus,
)
from trellis.stats.results import CannotTell, StatsError

#: Shrout & Fleiss 1979, table 2: six targets, four judges.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
#: Krippendorff's example with missing values: four observers, twelve units.
NAN = float("nan")
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
RUBRIC = [1, 2, 3, 4]

pairs = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=40)
tables = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 9), min_size=k, max_size=k), min_size=2, max_size=20)
)


def kappa_of(first: list[int], second: list[int], **options: Any) -> float | None:
    result = cohen_kappa(first, second, **options)
    return result.coefficient if isinstance(result, Agreement) else None


def test_published_intraclass_correlations() -> None:
    published = {"1": 0.17, "A,1": 0.29, "C,1": 0.71, "1,k": 0.44, "A,k": 0.62, "C,k": 0.91}
    for form, value in published.items():
        result = intraclass_correlation(SHROUT_FLEISS, form=form)  # type: ignore[arg-type]
        assert isinstance(result, IntraclassCorrelation)
        assert round(result.coefficient, 2) == value
        assert result.coefficient in result.interval
        assert "few_units" in [note.code for note in result.notes]


def test_published_krippendorff_alphas() -> None:
    published = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}
    for scale, value in published.items():
        result = krippendorff_alpha(KRIPPENDORFF, scale=scale)  # type: ignore[arg-type]
        assert isinstance(result, Agreement)
        assert round(result.coefficient, 3) == value
        assert result.interval is not None
        assert result.n == 11


def test_a_kappa_by_hand() -> None:
    # 2 x 2 table 20 5 / 10 15: observed .70, expected .50, kappa .40.
    first = [1] * 25 + [2] * 25
    second = [1] * 20 + [2] * 5 + [1] * 10 + [2] * 15
    result = cohen_kappa(first, second)
    assert isinstance(result, Agreement)
    assert result.coefficient == pytest.approx(0.4)
    assert result.share_agreed == pytest.approx(0.7)
    assert "70 % of the time; beyond chance the agreement is 0.4" in result.say("en")
    assert result.say("es") != result.say("en")


def test_the_kappa_paradox_is_seen_beside_gwet() -> None:
    first = [1] * 95 + [2] * 2 + [1, 1, 2]
    second = [1] * 95 + [1] * 2 + [2, 2, 2]
    kappa, gwet = cohen_kappa(first, second), gwet_ac(list(zip(first, second, strict=True)))
    assert isinstance(kappa, Agreement)
    assert isinstance(gwet, Agreement)
    assert kappa.share_agreed > 0.95
    assert kappa.coefficient < 0.4
    assert gwet.coefficient > 0.9


def test_the_full_scale_counts_for_weights() -> None:
    first, second = [1, 1, 4, 4, 1], [1, 4, 4, 1, 1]
    seen = kappa_of(first, second, weights="linear")
    full = kappa_of(first, second, weights="linear", levels=RUBRIC)
    assert seen == pytest.approx(full)
    first, second = [1, 2, 4, 4, 1], [1, 4, 4, 2, 1]
    assert kappa_of(first, second, weights="linear") != pytest.approx(
        kappa_of(first, second, weights="linear", levels=RUBRIC)
    )
    result = cohen_kappa(first, second, levels=RUBRIC)
    assert isinstance(result, Agreement)
    assert {note.code for note in result.notes} == {"few_units", "unused_levels"}


@given(pairs)
def test_kappa_is_the_same_either_way_round_and_at_most_one(ratings: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in ratings], [b for _, b in ratings]
    for weights in ("unweighted", "linear", "quadratic"):
        one = kappa_of(first, second, weights=weights, levels=RUBRIC)
        other = kappa_of(second, first, weights=weights, levels=RUBRIC)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one == pytest.approx(other)
            assert one <= 1 + 1e-9
            turned = kappa_of([5 - a for a in first], [5 - b for b in second], weights=weights, levels=RUBRIC)
            assert turned == pytest.approx(one)


@given(pairs)
def test_gwet_lies_between_minus_one_and_one_and_agreement_raises_it(ratings: list[tuple[int, int]]) -> None:
    one = gwet_ac(ratings, levels=RUBRIC)
    more = gwet_ac([*ratings, *[(level, level) for level in RUBRIC] * 20], levels=RUBRIC)
    assert isinstance(one, Agreement)
    assert isinstance(more, Agreement)
    assert -1 - 1e-9 <= one.coefficient <= more.coefficient + 1e-9
    assert more.coefficient <= 1 + 1e-9


def test_two_raters_give_fleiss_close_to_kappa_and_perfect_agreement_gives_one() -> None:
    same_rows = [[level] * 3 for level in RUBRIC * 3]
    result = fleiss_kappa(same_rows)
    assert isinstance(result, FleissAgreement)
    assert result.fleiss.coefficient == pytest.approx(1)
    assert result.conger == pytest.approx(1)
    assert {level.kappa for level in result.by_level} == {1.0}
    partly = fleiss_kappa([[1, 1, 2], [2, 2, 2], [1, None, 1], [3, 3, 1], [2, 2, 2]])
    assert isinstance(partly, FleissAgreement)
    assert partly.fleiss.n == 4
    assert "left_out" in [note.code for note in partly.fleiss.notes]


@given(tables, st.integers(-5, 5), st.integers(1, 4))
def test_reliability_does_not_depend_on_shift_scale_or_order(
    rows: list[list[int]], shift: int, scale: int
) -> None:
    moved = [[scale * v + shift for v in row] for row in rows[::-1]]
    for form in ("1", "A,1", "C,1", "A,k"):
        one, other = (intraclass_correlation(t, form=form) for t in (rows, moved))
        assert type(one) is type(other)
        if isinstance(one, IntraclassCorrelation) and isinstance(other, IntraclassCorrelation):
            assert one.coefficient == pytest.approx(other.coefficient, abs=1e-7)
            assert one.say("en") != one.say("es")
    a, b = scale_reliability(rows), scale_reliability(moved)
    assert type(a) is type(b)
    if isinstance(a, Scale) and isinstance(b, Scale):
        assert a.alpha == pytest.approx(b.alpha, rel=1e-6, abs=1e-7)
        assert a.alpha in a.interval
        assert a.say("en") != a.say("es")


@given(tables)
def test_krippendorff_does_not_depend_on_the_order_of_raters_or_units(rows: list[list[int]]) -> None:
    table = np.array(rows, dtype=float).T
    for scale in ("nominal", "ordinal", "interval", "ratio"):
        one = krippendorff_alpha(table, scale=scale, resamples=0)
        other = krippendorff_alpha(table[::-1, ::-1], scale=scale, resamples=0)
        assert type(one) is type(other)
        if isinstance(one, Agreement) and isinstance(other, Agreement):
            assert one.coefficient == pytest.approx(other.coefficient, abs=1e-9)
            assert one.coefficient <= 1 + 1e-9
            assert one.interval is None


def test_perfect_raters_have_an_icc_of_one() -> None:
    rows = [[1, 1, 1], [2, 2, 2], [5, 5, 5]]
    for form in ("1", "A,1", "C,1", "A,k"):
        result = intraclass_correlation(rows, form=form)
        assert isinstance(result, IntraclassCorrelation)
        assert result.coefficient == 1
    stricter = [[1, 2], [2, 3], [5, 6]]
    consistent = intraclass_correlation(stricter, form="C,1")
    absolute = intraclass_correlation(stricter, form="A,1")
    assert isinstance(consistent, IntraclassCorrelation)
    assert isinstance(absolute, IntraclassCorrelation)
    assert consistent.coefficient == 1
    assert absolute.coefficient < 1


def test_omega_of_equal_items_is_alpha_and_a_reversed_item_is_noted() -> None:
    correlation = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    assert omega_total(correlation) == pytest.approx(0.8)  # 4 * .5 / (1 + 3 * .5)
    rng = np.random.default_rng(8)
    trait = rng.standard_normal(200)
    answers = trait[:, None] + rng.standard_normal((200, 5))
    answers[:, 2] *= -1
    result = scale_reliability(answers)
    assert isinstance(result, Scale)
    assert "reversed_item" in [note.code for note in result.notes]
    few = scale_reliability([[1.0, 2.0, 3.0], [2.0, 2.0, 4.0], [3.0, 1.0, 3.0], [NAN, 1.0, 2.0]])
    assert isinstance(few, Scale)
    assert {note.code for note in few.notes} >= {"few_answers", "left_out"}
    constant = scale_reliability([[1, 2, 3], [1, 3, 4], [1, 1, 3]])
    assert isinstance(constant, Scale)
    assert constant.omega is None
    assert np.isnan(constant.r_rest[0])


def test_spread_before_consensus_names_pieces_never_raters() -> None:
    ratings: list[list[int | None]] = [[2, 2, 2], [1, 2, 2], [1, 4, 2], [3, None, None], [1, 3, None]]
    result = spread_before_consensus(ratings, levels=RUBRIC)
    assert isinstance(result, Spread)
    assert (result.n, result.agreed, result.adjacent) == (4, 1, 1)
    assert result.to_discuss == (2,)
    assert result.units[2].counts == (1, 1, 0, 1)
    assert "1 of 4 pieces" in result.say("en")
    assert "start there" in result.say("en")
    assert "empiecen por ahí" in result.say("es")
    close = spread_before_consensus([[1, 1], [1, 2]], levels=RUBRIC)
    assert isinstance(close, Spread)
    assert close.to_discuss == ()


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: cohen_kappa([1], [1]), "too_few"),
        (lambda: cohen_kappa([1, None], [1, 2]), "too_few"),
        (lambda: cohen_kappa([1, 1, 1], [1, 1, 1]), "no_variation"),
        (lambda: fleiss_kappa([[1, 1], [None, 1]]), "too_few"),
        (lambda: fleiss_kappa([[1, 1], [1, 1]]), "no_variation"),
        (lambda: gwet_ac([[1, None], [None, 1]]), "too_few"),
        (lambda: gwet_ac([[1, 1], [1, 1]]), "no_variation"),
        (lambda: krippendorff_alpha([[1, 2, 3]], scale="nominal"), "too_few"),
        (lambda: krippendorff_alpha([[1, 1], [1, 1]], scale="ordinal"), "no_variation"),
        (lambda: intraclass_correlation([[1, 2]]), "too_few"),
        (lambda: intraclass_correlation([[3, 3], [3, 3]]), "no_variation"),
        (lambda: intraclass_correlation([[0, 1], [0, 1]]), "no_variation"),
        (lambda: intraclass_correlation([[0, 1], [0, 1]], form="C,1"), "no_variation"),
        (lambda: intraclass_correlation([[0, 1], [1, 0]]), "undefined"),
        (lambda: scale_reliability([[1], [2]]), "too_few"),
        (lambda: scale_reliability([[1, 2], [1, 2]]), "no_variation"),
        (lambda: spread_before_consensus([[1, None]], levels=RUBRIC), "too_few"),
    ],
)
def test_what_cannot_be_told_says_why(call: Any, reason: str) -> None:
    result = call()
    assert isinstance(result, CannotTell)
    assert result.reason == reason
    assert result.say("en") != result.say("es")


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: cohen_kappa([1, 2], [1]), "length_mismatch"),
        (lambda: cohen_kappa([], []), "empty"),
        (lambda: cohen_kappa([1, 9], [1, 2], levels=RUBRIC), "option"),
        (lambda: cohen_kappa([1, 2], [1, 2], levels=[1, 1, 2]), "option"),
        (lambda: cohen_kappa([1, "a"], [1, 2]), "option"),
        (lambda: cohen_kappa([1, 2], [1, 2], weights="cubic"), "option"),  # type: ignore[arg-type]
        (lambda: cohen_kappa([1, 2], [1, 2], level=95), "out_of_range"),
        (lambda: fleiss_kappa([[1], [2]]), "too_few"),
        (lambda: fleiss_kappa([[1, 2], [1]]), "length_mismatch"),
        (lambda: gwet_ac([]), "empty"),
        (lambda: gwet_ac([[1, 2]] * 10**7), "too_large"),
        (lambda: krippendorff_alpha([[1, 2]], scale="other"), "option"),  # type: ignore[arg-type]
        (lambda: krippendorff_alpha([[1, 2]], scale="nominal", resamples=-1), "negative_n"),
        (lambda: krippendorff_alpha([[-1, 2], [1, 2]], scale="ratio"), "out_of_range"),
        (lambda: krippendorff_alpha(np.zeros((10, 10**6)), scale="ratio"), "too_large"),
        (lambda: krippendorff_alpha([[1.0, float("inf")]], scale="nominal"), "not_finite"),
        (lambda: krippendorff_alpha(np.arange(1200).reshape(2, 600), scale="nominal"), "too_large"),
        (lambda: intraclass_correlation([[1, 2]], form="B"), "option"),  # type: ignore[arg-type]
        (lambda: intraclass_correlation([1, 2]), "shape"),
        (lambda: scale_reliability([]), "empty"),
        (lambda: spread_before_consensus([[7, 1]], levels=RUBRIC), "option"),
    ],
)
def test_bad_input_is_refused_with_a_reason(call: Any, reason: str) -> None:
    with pytest.raises(StatsError) as caught:
        call()
    assert caught.value.reason == reason
    assert caught.value.say("es") != caught.value.say("en")
