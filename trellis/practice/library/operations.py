"""Loads the library's content from files: idempotent, versioned."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from trellis.kit.errors import Conflict, Invalid
from trellis.practice.library.models import CycleTemplate, LearningDesign, Strategy, TemplateStage
from trellis.practice.library.rules import template_problems

CONTENT = Path(__file__).resolve().parent / "content"


@dataclass(frozen=True)
class Loaded:
    """What a load did: how many entries are new or changed, and how many were there already."""

    written: int = 0
    unchanged: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(self.written + other.written, self.unchanged + other.unchanged)


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def load_content(*, folder: Path = CONTENT) -> Loaded:
    """Load templates, strategies and learning designs from a folder; a second time writes nothing.

    A template that changed needs a new version; running cycles keep the version they were started with.

    Raises:
        Invalid: when a template lacks a language, a prompt or an exit check, or names an unknown check.
        Conflict: when content changed without a new version.
    """
    done = Loaded()
    for path in sorted((folder / "cycle_templates").glob("*.json")):
        done += _load_template(json.loads(path.read_text(encoding="utf-8")), path.name)
    for path in sorted((folder / "strategies").glob("*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8")):
            done += _load_entry(Strategy, entry)
    for path in sorted((folder / "learning_designs").glob("*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8")):
            done += _load_entry(LearningDesign, entry)
    return done


def _load_template(content: Mapping[str, Any], file_name: str) -> Loaded:
    problems = template_problems(content)
    if problems:
        raise Invalid(f"{file_name}: " + "; ".join(problems))
    digest = _digest(content)
    known = CycleTemplate.objects.filter(key=content["key"], version=content["version"]).first()
    if known is not None:
        if known.digest != digest:
            raise Conflict(f"{file_name}: the content changed but its version did not.")
        return Loaded(unchanged=1)
    template = CycleTemplate.objects.create(
        key=content["key"],
        version=content["version"],
        names=content["names"],
        summaries=content["summaries"],
        weeks_min=content["weeks"]["min"],
        weeks_max=content["weeks"]["max"],
        weeks_usual=content["weeks"]["usual"],
        position=content.get("position", 100),
        digest=digest,
    )
    TemplateStage.objects.bulk_create(
        TemplateStage(
            template=template,
            position=position,
            key=stage["key"],
            names=stage["names"],
            purposes=stage["purposes"],
            prompts=stage["prompts"],
            evidence=stage.get("evidence", []),
            checks=stage["checks"],
            tools=stage.get("tools", []),
            protocols=stage.get("protocols", []),
            weeks=stage["weeks"],
            core=stage.get("core", True),
        )
        for position, stage in enumerate(content["stages"], start=1)
    )
    return Loaded(written=1)


def _load_entry(model: type[Strategy] | type[LearningDesign], entry: dict[str, Any]) -> Loaded:
    digest = _digest(entry)
    known = model.objects.filter(key=entry["key"]).first()
    if known is not None:
        if known.digest == digest:
            return Loaded(unchanged=1)
        if known.version >= entry["version"]:
            raise Conflict(f"{entry['key']}: the content changed but its version did not.")
    model.objects.update_or_create(key=entry["key"], defaults={**entry, "digest": digest})
    return Loaded(written=1)
