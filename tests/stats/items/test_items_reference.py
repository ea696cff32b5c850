"""Against CTT 2.3.3, psych 2.2.9 and R's prop.test (set 09 of the reference results)."""

from typing import Any

import numpy as np
import pytest

from tests.stats.reference import Case, reference_cases
from trellis.stats.items import ItemAnalysis, distractor_analysis, item_analysis, mastery_by_standard
from trellis.stats.shares import exact_interval

CASES = reference_cases("09_item_analysis")


def of(category: str) -> list[Any]:
    return [case for case in CASES if not case.values[0] or case.values[0]["category"] == category]


def same(ours: Any, expected: Any) -> None:
    np.testing.assert_allclose(
        np.array(ours, dtype=float), np.array(expected, dtype=float), rtol=1e-7, atol=1e-9, equal_nan=True
    )


@pytest.mark.parametrize("case", of("dichotomous"))
def test_right_or_wrong_items(case: Case) -> None:
    expected = case["expected"]
    result = item_analysis(case["input"]["scored"])
    assert isinstance(result, ItemAnalysis)
    assert result.dichotomous
    assert (result.n, len(result.items)) == (expected["n_persons"], expected["n_items"])
    same(result.alpha, expected["alpha_kr20"])
    same(result.alpha, expected["kr20_population_variance"])
    same(result.kr21, expected["kr21"])
    same(result.mean, expected["total_mean"])
    same(result.sd, expected["total_sd"])
    same(result.sem, expected["sem"])
    same(result.doubled, expected["spearman_brown_double"])
    same([item.difficulty for item in result.items], expected["difficulty_p"])
    same([item.r_rest for item in result.items], expected["point_biserial_corrected"])
    same([item.biserial for item in result.items], expected["biserial_corrected"])
    same([item.r_total for item in result.items], expected["point_biserial_uncorrected"])
    same([item.alpha_if_dropped for item in result.items], expected["alpha_if_deleted"])


@pytest.mark.parametrize("case", of("polytomous"))
def test_items_with_part_marks(case: Case) -> None:
    expected = case["expected"]
    result = item_analysis(case["input"]["scores"], max_points=case["input"]["max_points"])
    assert isinstance(result, ItemAnalysis)
    same(result.alpha, expected["alpha"])
    same([item.difficulty for item in result.items], expected["difficulty"])
    same([item.r_rest for item in result.items], expected["r_item_rest"])
    same([item.r_total for item in result.items], expected["r_item_total"])
    same([item.alpha_if_dropped for item in result.items], expected["alpha_if_deleted"])
    assert {item.biserial for item in result.items} == {None}


@pytest.mark.parametrize("case", of("distractors"))
def test_answer_options(case: Case) -> None:
    given, expected = case["input"], case["expected"]
    result = distractor_analysis(given["responses"], given["key"], groups=given["n_groups"])
    same(result.cuts, expected["score_group_cuts"])
    for item, wanted in zip(result.items, expected["items"], strict=True):
        assert [option.label for option in item.options] == wanted["option"]
        assert [option.is_key for option in item.options] == wanted["is_key"]
        assert [option.n for option in item.options] == wanted["n"]
        same([option.share for option in item.options], wanted["share"])
        same([option.r_rest for option in item.options], wanted["point_biserial_rest"])
        same([option.gap for option in item.options], wanted["discrimination_upper_minus_lower"])
        for i, name in enumerate(wanted["groups"]):
            same([option.by_group[i] for option in item.options], wanted["groups"][name])


@pytest.mark.parametrize("case", of("mastery"))
def test_mastery_by_standard(case: Case) -> None:
    given = case["input"]
    blocks = given["standards"]
    scores = np.hstack([np.array(block, dtype=float) for block in blocks])
    names = [f"S{i + 1}" for i, block in enumerate(blocks) for _ in block[0]]
    for ours, wanted in zip(
        mastery_by_standard(scores, names, cut=given["cut"]), case["expected"]["by_standard"], strict=True
    ):
        assert (ours.standard, ours.n_items, ours.mastered, ours.n) == (
            wanted["standard"],
            wanted["items"],
            wanted["mastered"],
            wanted["n"],
        )
        same(ours.share, wanted["share"])
        same(100 * (ours.mean_share or 0), wanted["mean_percent"])
        assert ours.interval is not None
        same([ours.interval.low, ours.interval.high], wanted["wilson95"])
        exact = exact_interval(ours.mastered, ours.n)
        same([exact.low, exact.high], wanted["clopper95"])
