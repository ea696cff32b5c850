"""What results say: in both languages, never more than the numbers show; and nothing puts people in order."""

import ast
import dataclasses
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import trellis.stats
from tests.stats.answers import told
from tests.stats.gate.table import CALLS
from tests.stats.gate.test_gate import FUNCTIONS, NAMES, built, public
from trellis.stats import effects, growth, pooling
from trellis.stats.results import CannotTell, Interval

#: What other functions take in; no finding of their own.
PIECES = {"Interval", "SplineKnots", "CellTable", "Hierarchy", "Protection"}
SOURCES = sorted(Path(trellis.stats.__file__).parent.rglob("*.py"))
Result = Any


@pytest.mark.parametrize("function", CALLS, ids=NAMES.get)
def test_every_result_speaks_both_languages(function: Callable[..., Any]) -> None:
    result = function(**{name: built(argument) for name, argument in CALLS[function].items()})
    if not dataclasses.is_dataclass(result) or type(result).__name__ in PIECES:
        return
    says: Any = result
    english, spanish = says.say("en"), says.say("es")
    assert english.endswith((".", "?"))
    assert spanish.endswith((".", "?"))
    assert english != spanish


def test_results_are_frozen_and_carry_their_method() -> None:
    classes = public(lambda thing: inspect.isclass(thing) and dataclasses.is_dataclass(thing))
    for name, result in classes.items():
        assert result.__dataclass_params__.frozen, name
        fields = {field.name for field in dataclasses.fields(result)}
        if "estimate" in fields and hasattr(result, "say"):
            assert {"n", "k"} & fields, name
            assert "method" in fields, name


def sentences() -> Iterator[tuple[str, str]]:
    """Every string of the engine that reads like a sentence, f-strings with their gaps left open."""
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        docs = {id(node.body[0].value) for node in ast.walk(tree) if _has_doc(node)}  # type: ignore[attr-defined]
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                yield (
                    path.name,
                    "".join(str(p.value) if isinstance(p, ast.Constant) else "…" for p in node.values),
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                yield path.name, node.value


def _has_doc(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and bool(node.body)
        and isinstance(node.body[0], ast.Expr)
    )


def test_no_sentence_claims_that_something_worked() -> None:
    """Whether it worked is for people to say; the engine knows neither the use nor the cause."""
    claims = re.compile(
        r"\b(worked(?! out| on)|works|success(ful)?|(in)?effective|proven|proved|improved|caused (?!it)"
        r"|funcion(a|ó|aron)|éxitos?|exitos[oa]s?|(in)?eficaz|efectiv[oa]|mejoró|mejoraron|probado que)\b",
        re.IGNORECASE,
    )
    wrong = [(name, text) for name, text in sentences() if " " in text.strip() and claims.search(text)]
    assert not wrong


def test_no_name_puts_persons_or_teams_in_order() -> None:
    """Ranks exist only as simulated ranges that show how little a place says, in the order of the input."""
    ordering = re.compile(r"rank|order|sort|league|best|worst|top|bottom|leader|percentile_of|score_table")
    allowed = {
        "pooling.rank_intervals",  # ranges of places, so wide that they warn against a league table
        "growth.student_growth_percentiles(max_order)",  # how many earlier tests
    }
    found = {name for name in FUNCTIONS if ordering.search(name.split(".")[1])}
    for name, function in FUNCTIONS.items():
        parameters = inspect.signature(function).parameters
        found |= {f"{name}({p})" for p in parameters if ordering.search(p)}
    assert found == allowed


TEAMS: dict[str, Callable[[Any, Any], tuple[Any, ...]]] = {
    "shrunken_effects": lambda y, v: _columns(
        pooling.shrunken_effects(y, v), "estimate", "se", "low", "high"
    ),
    "leave_one_out": lambda y, v: _columns(told(pooling.leave_one_out(y, v)), "estimate", "low", "high"),
    "weights": lambda y, v: _columns(told(pooling.pool(y, v)), "weights"),
    "rank_middle": lambda y, v: _columns(told(pooling.rank_intervals(y, v, draws=4_000)), "middle"),
    "funnel": lambda y, v: _columns(
        told(pooling.funnel_limits(np.round(50 + 40 * y), np.full(len(y), 100))), "shares", "z"
    ),
}


def _columns(result: Result, *names: str) -> tuple[Any, ...]:
    return tuple(np.asarray(getattr(result, name)) for name in names)


@pytest.mark.parametrize("name", TEAMS)
def test_teams_stay_in_the_order_of_the_input(name: str) -> None:
    rng = np.random.default_rng(11)
    y, v = rng.normal(0.2, 0.3, 9), rng.uniform(0.01, 0.05, 9)
    turn = rng.permutation(9)
    straight, turned = TEAMS[name](y, v), TEAMS[name](y[turn], v[turn])
    tolerance = 0.5 if name == "rank_middle" else 1e-7  # places are simulated
    for one, other in zip(straight, turned, strict=True):
        assert other == pytest.approx(one[turn], abs=tolerance)


def comparisons(rng: np.random.Generator) -> Iterator[Result]:
    """Results about a difference, from data in which there is little or none or much."""
    shift = float(rng.choice([0.0, 1.0, 12.0]))
    n = int(rng.integers(12, 40))
    before, after = rng.normal(50, 9, n), rng.normal(50 + shift, 9, n)
    one = effects.GroupSummary(50 + shift + rng.normal(), 9, n)
    two = effects.GroupSummary(50, 9, n)
    pair = effects.PrePost(50, 50 + shift + rng.normal(), 9, 9, n, 0.6)
    cluster = np.repeat(np.arange(8), 2 * n)
    treated, post = (cluster < 4).astype(int), np.tile(np.repeat([0, 1], n), 8)
    scores = 60 + rng.normal(0, 2, 8)[cluster] + rng.normal(0, 6, len(post)) + shift * treated * post
    variances = rng.uniform(0.01, 0.05, 6)
    yield effects.hedges_g(one, two)
    yield effects.mean_difference(one, two)
    yield effects.log_ratio_of_means(one, two)
    yield effects.pre_post_change(pair)
    yield effects.pre_post_comparison(pair, effects.PrePost(50, 50.5, 9, 9, n, 0.6))
    yield effects.difference_of_changes(pair, effects.PrePost(50, 50.5, 9, 9, n, 0.6))
    yield effects.compare_shares(int(n * min(1, 0.5 + shift / 30)), n, n // 2, n)
    yield effects.clustered_effect_size(shift / 9, 4 * n, 4 * n, 8)
    yield effects.difference_in_differences(scores, treated, post, cluster)
    yield effects.clustered_comparison(scores, treated, rng.normal(0, 1, len(post)), cluster)
    yield effects.interrupted_series(np.concatenate((before[:12], after[:12])), 12)
    yield growth.gain_scores(before, after)
    yield growth.counterbalanced_gain(before[:6], after[:6], before[6:12], after[6:12])
    yield growth.norm_growth(before, after, np.full(n, 1.0), np.full(n, 9.0))
    yield pooling.pool(rng.normal(shift / 12, np.sqrt(variances)), variances)


UNCLEAR = re.compile(
    r"cannot tell|cannot be told apart|not clearly different"
    r"|no se (puede decir|distingue)|sin diferencia clara"
)


@pytest.mark.parametrize("seed", range(12))
def test_a_range_that_includes_zero_is_never_called_a_difference(seed: int) -> None:
    seen = 0
    for result in comparisons(np.random.default_rng(seed)):
        if isinstance(result, CannotTell):
            continue
        seen += 1
        interval: Interval = result.points_interval if hasattr(result, "points_interval") else result.interval
        for language in ("en", "es"):
            words = result.say(language)
            assert bool(UNCLEAR.search(words)) == (0.0 in interval), (type(result).__name__, words)
            assert len(re.findall(r"\d", words)) >= 2, words
    assert seen >= 13


def test_two_teams_have_no_pooled_range_and_four_are_too_few_to_generalise() -> None:
    two = pooling.pool([0.1, 0.4], [0.02, 0.03])
    assert isinstance(two, CannotTell)
    four = told(pooling.pool([0.3, 0.32, 0.28, 0.31], [0.001] * 4))
    assert "too few to generalise" in four.say("en")
    assert "muy pocos para generalizar" in four.say("es")
    assert "too_few_to_generalise" in {note.code for note in four.notes}
