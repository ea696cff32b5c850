"""Every result speaks, in both languages, and claims no more than its numbers."""

from typing import Any

import numpy as np
import pytest

from trellis.stats.pooling import (
    egger_test,
    funnel_limits,
    meta_regression,
    pool,
    q_profile,
    random_effects,
    random_intercept,
    rank_intervals,
    shrunken_effects,
    shrunken_shares,
    three_level,
)
from trellis.stats.robust import cluster_robust

Y = np.array([0.31, 0.05, -0.12, 0.44, 0.2, 0.16, 0.02, 0.27, -0.05, 0.38, 0.11, 0.24])
V = np.linspace(0.01, 0.06, 12)
SCHOOL = np.repeat(list("abcd"), 3)
RESULTS = [
    pool(Y, V),
    random_effects(Y, V),
    random_effects(Y[:2], V[:2]),
    random_effects(np.vstack([Y, Y]), np.vstack([V, V])),
    q_profile(Y, V),
    shrunken_effects(Y, V),
    three_level(Y, V, SCHOOL),
    meta_regression(Y, V, np.arange(12.0)),
    egger_test(Y, V),
    random_intercept(Y, SCHOOL),
    funnel_limits([5, 8, 9], [10, 12, 20]),
    shrunken_shares([5, 8, 9], [10, 12, 20]),
    rank_intervals(Y, np.sqrt(V)),
    cluster_robust(np.ones((12, 1)), Y, SCHOOL).test(0),
    cluster_robust(np.ones((12, 1)), Y - Y.mean(), SCHOOL).test(0),
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_every_result_says_one_or_two_sentences_in_both_languages(result: Any) -> None:
    english, spanish = result.say(), result.say("es")
    assert english != spanish
    for text in (english, spanish):
        assert text.endswith(".")
        assert 1 <= text.count(". ") + 1 <= 2
        assert not {"worked", "proves", "funcionó", "demuestra que", "nan"} & set(text.lower().split())
        assert "{" not in text


def test_a_difference_that_may_be_zero_is_not_told_as_one() -> None:
    assert "cannot tell" in RESULTS[-1].say()
    assert "no se puede decir" in RESULTS[-1].say("es")
    assert "plausible" in RESULTS[-2].say()
    assert "cannot tell" not in RESULTS[-2].say()
