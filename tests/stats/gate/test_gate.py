"""Bad input: a refusal with its reason, or "cannot tell", never a wrong number, a warning or a crash."""

import dataclasses
import importlib
import inspect
import math
from collections.abc import Callable, Iterator
from types import GenericAlias
from typing import Any

import numpy as np
import pytest

from tests.stats.gate.kinds import Bad, Given, Made
from tests.stats.gate.table import CALLS
from trellis.stats.results import CannotTell, Interval, StatsError

MODULES = ("spc", "growth", "effects", "pooling", "agreement", "items", "protect")
#: Takes any number of arguments, so it has tests of its own (tests/stats/protect).
ELSEWHERE = {"linked"}


def public(kind: Callable[[Any], bool]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in MODULES:
        module = importlib.import_module(f"trellis.stats.{name}")
        found |= {
            f"{name}.{each}": getattr(module, each) for each in module.__all__ if kind(getattr(module, each))
        }
    return found


FUNCTIONS = public(lambda thing: callable(thing) and not isinstance(thing, type | GenericAlias))
NAMES = {function: name for name, function in FUNCTIONS.items()}


def test_every_public_function_is_in_the_table() -> None:
    missing = {name for name, function in FUNCTIONS.items() if function not in CALLS}
    assert {name.split(".")[1] for name in missing} == ELSEWHERE


def test_every_argument_of_a_public_function_is_tried() -> None:
    """Arguments with another kind of default (options of speed, sizes) may be left out, data may not."""
    for function, arguments in CALLS.items():
        needed = {p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty}
        assert needed <= set(arguments), NAMES[function]
        if "level" in inspect.signature(function).parameters:
            assert "level" in arguments, NAMES[function]


def built(argument: Given) -> Any:
    if isinstance(argument, Made):
        return argument.make(**{name: part.value for name, part in argument.parts})
    return argument.value


def _bad(name: str, argument: Given) -> Iterator[tuple[str, Bad]]:
    if not isinstance(argument, Made):
        yield from ((name, bad) for bad in argument.bad())
        return
    for inner, part in argument.parts:
        for bad in part.bad():
            yield f"{name}.{inner}", dataclasses.replace(bad, value=(inner, bad.value))


def call(function: Callable[..., Any], name: str, argument: Given, bad: Bad) -> Any:
    values = {key: built(other) for key, other in CALLS[function].items() if key != name}
    if isinstance(argument, Made):
        inner, value = bad.value
        parts = {key: part.value for key, part in argument.parts} | {inner: value}
        values[name] = argument.make(**parts)
    else:
        values[name] = bad.value
    return function(**values)


def outcome(function: Callable[..., Any], name: str, argument: Given, bad: Bad) -> Any:
    try:
        return call(function, name, argument, bad)
    except StatsError as refusal:
        return refusal


@pytest.mark.parametrize("function", CALLS, ids=NAMES.get)
def test_a_good_call_gives_a_result_that_makes_sense(function: Callable[..., Any]) -> None:
    result = function(**{name: built(argument) for name, argument in CALLS[function].items()})
    assert not isinstance(result, CannotTell)
    sensible(result)


@pytest.mark.parametrize("function", CALLS, ids=NAMES.get)
def test_bad_input(function: Callable[..., Any]) -> None:
    """Every bad value of every argument, all failures in one list."""
    wrong = []
    for name, argument in CALLS[function].items():
        for path, bad in _bad(name, argument):
            try:
                judge(outcome(function, name, argument, bad), bad)
            except Exception as failure:  # whatever it is, the list should be whole
                wrong.append(f"{path}, {bad.name}: {type(failure).__name__} {str(failure)[:200]}")
    assert not wrong, "\n".join(wrong)


def judge(result: Any, bad: Bad) -> None:
    """What must be true of a result after a bad value."""
    if isinstance(result, CannotTell | StatsError):
        assert result.reason
        assert result.say("en") != result.say("es")
        return
    assert bad.follows == "careful", f"taken for good: {result!r:.120}"
    sensible(result)


def sensible(result: Any) -> None:
    """No infinite or missing number where it claims one, no estimate outside its range, no nonsense."""
    for part in result if isinstance(result, tuple) and not hasattr(result, "say") else (result,):
        if isinstance(part, float | int | np.floating):
            assert math.isfinite(part)
        if isinstance(part, np.ndarray) and part.dtype.kind == "f":
            assert not np.isinf(part).any()
        if isinstance(part, Interval):
            assert math.isfinite(part.low)
            assert part.low <= part.high < math.inf
        if not dataclasses.is_dataclass(part):
            continue
        estimate, interval = getattr(part, "estimate", None), getattr(part, "interval", None)
        if isinstance(estimate, float):
            assert math.isfinite(estimate)
        if isinstance(interval, Interval):
            assert interval.low <= interval.high
            if isinstance(estimate, float):
                assert interval.low - 1e-9 <= estimate <= interval.high + 1e-9
        if hasattr(part, "say"):
            spoken(part.say("en"), part.say("es"))


def spoken(english: str, spanish: str) -> None:
    """Both languages say something, and neither says what only a program would."""
    assert english != spanish
    for words in (english, spanish):
        assert words[0].isupper() or words[0] in "¿¡0123456789“«−-" or words[0].isalpha()
        assert not {"nan", "inf", "None", "NaN", "True", "False", "—"} & set(
            words.replace("(", " ").replace(")", " ").replace(",", " ").split()
        )
