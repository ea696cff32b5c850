"""What a content file must be, checked before anything is written; which protocol fits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trellis.practice.library.words import (
    NUMBERED,
    Activity,
    CheckName,
    Mark,
    ProtocolUse,
    Speaks,
    StepMode,
)

_WRITTEN = re.compile(r"^(?P<name>[a-z_]+)(?::(?P<number>[0-9]{1,3}))?$")
LANGUAGES = ("en", "es")
#: What a facilitator card says of each step.
CARD = ("say", "watch", "short")


@dataclass(frozen=True)
class ExitCheck:
    """An exit check as a template names it. ``number`` is 0 where the check takes none."""

    name: CheckName
    number: int = 0


def exit_check(written: str) -> ExitCheck:
    """Read ``chart_points:3``.

    Raises:
        ValueError: for an unknown name, a number where none belongs, or zero.
    """
    found = _WRITTEN.match(written)
    if found is None or found["name"] not in CheckName:
        raise ValueError(f"Unknown exit check: {written!r}.")
    name = CheckName(found["name"])
    if name not in NUMBERED:
        if found["number"] is not None:
            raise ValueError(f"The exit check {name} takes no number.")
        return ExitCheck(name)
    number = int(found["number"]) if found["number"] is not None else NUMBERED[name]
    if number < 1:
        raise ValueError(f"The exit check {name} asks for at least one.")
    return ExitCheck(name, number)


def _both(texts: object, where: str) -> list[str]:
    if isinstance(texts, Mapping) and all(str(texts.get(code, "")).strip() for code in LANGUAGES):
        return []
    return [f"{where}: needs English and Spanish"]


def template_problems(content: Mapping[str, object]) -> list[str]:
    """Return what keeps this content from being a template; empty when it is one."""
    problems = [f"{key} is missing" for key in ("key", "version", "weeks", "stages") if key not in content]
    if problems:
        return problems
    problems += _both(content.get("names"), "names") + _both(content.get("summaries"), "summaries")
    weeks, stages = content["weeks"], content["stages"]
    if not isinstance(weeks, Mapping) or not isinstance(stages, Sequence) or not stages:
        return [*problems, "weeks and stages have another shape"]
    if not 1 <= int(weeks["min"]) <= int(weeks["usual"]) <= int(weeks["max"]):
        problems.append("weeks: min, usual and max are out of order")
    for number, stage in enumerate(stages, start=1):
        problems += _stage_problems(stage, f"stage {number}")
    keys = [stage.get("key") for stage in stages]
    if len(set(keys)) < len(keys):
        problems.append("two stages have the same key")
    if int(weeks["min"]) < len(stages) and all(int(stage.get("weeks", 0)) >= 1 for stage in stages):
        problems.append("weeks: each stage takes at least one")
    return problems


def _stage_problems(stage: Mapping[str, object], where: str) -> list[str]:
    problems = _both(stage.get("names"), f"{where} names") + _both(stage.get("purposes"), f"{where} purposes")
    prompts = stage.get("prompts")
    if not isinstance(prompts, Sequence) or not prompts:
        problems.append(f"{where}: no prompts")
        prompts = []
    for prompt in prompts:
        problems += _both(prompt, f"{where} prompts")
    if not isinstance(stage.get("weeks"), int):
        problems.append(f"{where}: weeks is a number")
    checks = stage.get("checks")
    for written in checks if isinstance(checks, Sequence) else ():
        try:
            exit_check(str(written))
        except ValueError as error:
            problems.append(f"{where}: {error}")
    if not checks:
        problems.append(f"{where}: no exit check")
    return problems


def protocol_problems(content: Mapping[str, Any]) -> list[str]:
    """Return what keeps this content from being a protocol; empty when it is one."""
    wanted = ("key", "version", "number", "names", "origin", "purposes", "uses", "people", "minutes", "steps")
    problems = [f"{key} is missing" for key in wanted if not content.get(key)]
    if problems:
        return problems
    problems += _both(content["names"], "names") + _both(content["purposes"], "purposes")
    if content.get("bring"):
        problems += _both(content["bring"], "bring")
    problems += [f"unknown use: {use}" for use in content["uses"] if use not in ProtocolUse]
    if content.get("activity") not in Activity:
        problems.append("activity is unknown")
    if not 1 <= content["people"]["min"] <= content["people"]["max"]:
        problems.append("people: min and max are out of order")
    total = sum(step.get("minutes", 0) for step in content["steps"])
    if total != content["minutes"]:
        problems.append(f"its steps take {total} minutes, not {content['minutes']}")
    for number, step in enumerate(content["steps"], start=1):
        problems += _step_problems(step, number, len(content["steps"]))
    return problems


def _step_problems(step: Mapping[str, Any], number: int, steps: int) -> list[str]:
    where = f"step {number}"
    problems = _both(step.get("names"), f"{where} names")
    if step.get("mode") not in StepMode or step.get("speaks") not in Speaks:
        problems.append(f"{where}: unknown mode or speaker")
    if step.get("minutes", 0) < 1:
        problems.append(f"{where}: takes at least a minute")
    problems += _both(step.get("prompts"), f"{where} prompt")
    card = step.get("card", {})
    for part in CARD:
        problems += _both(card.get(part), f"{where} card, {part}")
    marks = step.get("marks", [])
    if step.get("note"):
        problems += _both(step["note"], f"{where} note")
    if not set(marks) <= set(Mark) or bool(marks) != bool(step.get("note")):
        problems.append(f"{where}: marks and what to write do not fit")
    if step.get("mode") == StepMode.WRITE and not marks:
        problems.append(f"{where}: nothing to write")
    dots = step.get("dots", {})
    if (step.get("mode") == StepMode.DOTS) != bool(dots) or not 1 <= dots.get("on", 1) <= steps:
        problems.append(f"{where}: dots do not fit")
    return problems


def agenda_problems(content: Mapping[str, Any]) -> list[str]:
    """Return what keeps this content from being an agenda template; empty when it is one."""
    problems = _both(content.get("names"), "names") + _both(content.get("summaries"), "summaries")
    items = content.get("items") or []
    for number, item in enumerate(items, start=1):
        problems += _both(item.get("names"), f"item {number} names")
        if item.get("minutes", 0) < 1 or not item.get("kind") or not item.get("part"):
            problems.append(f"item {number}: needs minutes, kind and part")
    total = sum(item.get("minutes", 0) for item in items)
    if not items or total != content.get("minutes"):
        problems.append(f"its items take {total} minutes, not {content.get('minutes')}")
    return problems


@dataclass(frozen=True)
class Wish:
    """What a team looks for in a protocol; 0 and empty ask for nothing."""

    use: str = ""
    people: int = 0
    minutes: int = 0
    text: str = ""


#: A protocol may be pressed into less time than it asks for, but not below this share of it.
SHORTEST_SHARE = 0.5


def fits(wish: Wish, *, uses: Sequence[str], people: tuple[int, int], minutes: int, words: str) -> bool:
    """Say whether a protocol is offered: its use, room for so many people, time it can be shortened to."""
    if wish.use and wish.use not in uses:
        return False
    if wish.people and not people[0] <= wish.people <= people[1]:
        return False
    if wish.minutes and minutes * SHORTEST_SHARE > wish.minutes:
        return False
    return all(part in words.lower() for part in wish.text.lower().split())


def fit_minutes(minutes: Sequence[int], total: int) -> list[int]:
    """Shorten or stretch the minutes of steps to a total; each keeps its share, and at least one minute.

    Raises:
        ValueError: when there are fewer minutes than steps.
    """
    if total < len(minutes):
        raise ValueError("There are fewer minutes than steps.")
    whole = sum(minutes)
    shares = [own * total / whole for own in minutes]
    fitted = [max(1, int(share)) for share in shares]
    while sum(fitted) < total:
        wanting = max(range(len(fitted)), key=lambda index: (shares[index] - fitted[index], -index))
        fitted[wanting] += 1
    while sum(fitted) > total:
        longest = max(
            (index for index in range(len(fitted)) if fitted[index] > 1),
            key=lambda index: (fitted[index] - shares[index], fitted[index]),
        )
        fitted[longest] -= 1
    return fitted
