"""What a template file must be, checked before anything is written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trellis.practice.library.words import NUMBERED, CheckName

_WRITTEN = re.compile(r"^(?P<name>[a-z_]+)(?::(?P<number>[0-9]{1,3}))?$")
LANGUAGES = ("en", "es")


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
