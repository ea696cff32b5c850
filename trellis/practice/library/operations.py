"""Loads the library's content from files (idempotent, versioned); keeps what teams write down themselves."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community, working_members_of
from trellis.people.journal.operations import record
from trellis.practice.library.models import (
    AgendaTemplate,
    CycleTemplate,
    LearningDesign,
    Protocol,
    ProtocolStep,
    StageProtocols,
    Strategy,
    StrategyCard,
    TemplateStage,
)
from trellis.practice.library.rules import agenda_problems, protocol_problems, template_problems

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
    """Load templates, protocols and what else is content from a folder; a second time writes nothing.

    What changed needs a new version; running cycles and protocols keep the version they were started with.

    Raises:
        Invalid: when content lacks a language, its minutes do not add up, or it names what does not exist.
        Conflict: when content changed without a new version.
    """
    done = Loaded()
    known = _digests(CycleTemplate)
    for name, content in _files(folder, "cycle_templates"):
        done += _load_template(content, name, known)
    known = _digests(Protocol)
    for name, content in _files(folder, "protocols"):
        done += _load_protocol(content, name, known)
    for _name, entries in _files(folder, "strategies"):
        done += _load_entries(Strategy, entries)
    for _name, entries in _files(folder, "learning_designs"):
        done += _load_entries(LearningDesign, entries)
    for name, entries in _files(folder, "agenda_templates"):
        for entry in entries:
            _refuse(agenda_problems(entry), f"{name}, {entry.get('key')}")
        done += _load_entries(AgendaTemplate, entries)
    for name, mapping in _files(folder, "stage_protocols"):
        done += _load_mapping(mapping, name)
    return done


def _files(folder: Path, kind: str) -> Iterator[tuple[str, Any]]:
    for path in sorted((folder / kind).glob("*.json")):
        yield path.name, json.loads(path.read_text(encoding="utf-8"))


def _refuse(problems: Sequence[str], where: str) -> None:
    if problems:
        raise Invalid(f"{where}: " + "; ".join(problems))


type Digests = dict[tuple[str, int], str]


def _digests(model: type[CycleTemplate] | type[Protocol]) -> Digests:
    """Return the digest of every version that is here."""
    return {
        (key, version): digest
        for key, version, digest in model.objects.values_list("key", "version", "digest")
    }


def _is_here(content: Mapping[str, Any], digest: str, file_name: str, known: Digests) -> bool:
    here = known.get((content["key"], content["version"]))
    if here is not None and here != digest:
        raise Conflict(f"{file_name}: the content changed but its version did not.")
    return here is not None


def _load_template(content: Mapping[str, Any], file_name: str, known: Digests) -> Loaded:
    _refuse(template_problems(content), file_name)
    digest = _digest(content)
    if _is_here(content, digest, file_name, known):
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


def _load_protocol(content: Mapping[str, Any], file_name: str, known: Digests) -> Loaded:
    _refuse(protocol_problems(content), file_name)
    digest = _digest(content)
    if _is_here(content, digest, file_name, known):
        return Loaded(unchanged=1)
    same = ("key", "version", "number", "names", "origin", "purposes", "uses", "activity", "minutes")
    protocol = Protocol.objects.create(
        **{name: content[name] for name in same},
        people_min=content["people"]["min"],
        people_max=content["people"]["max"],
        with_practice=content.get("with_practice", False),
        bring=content.get("bring", {}),
        digest=digest,
    )
    ProtocolStep.objects.bulk_create(
        ProtocolStep(protocol=protocol, position=position, **step)
        for position, step in enumerate(content["steps"], start=1)
    )
    return Loaded(written=1)


def _load_mapping(content: Mapping[str, Mapping[str, list[str]]], file_name: str) -> Loaded:
    """Load which protocols suit which stage; only those that exist are taken, or none."""
    existing = set(Protocol.objects.values_list("key", flat=True))
    known = {(row.template_key, row.stage_key): row for row in StageProtocols.objects.all()}
    fresh: list[StageProtocols] = []
    unchanged = changed = 0
    for template_key, stages in content.items():
        for stage_key, protocols in stages.items():
            where = f"{file_name}, {template_key} {stage_key}"
            _refuse([f"there is no protocol {key}" for key in protocols if key not in existing], where)
            row = known.get((template_key, stage_key))
            if row is None:
                fresh.append(
                    StageProtocols(template_key=template_key, stage_key=stage_key, protocols=protocols)
                )
            elif row.protocols == protocols:
                unchanged += 1
            else:
                row.protocols = protocols
                row.save(update_fields=["protocols"])
                changed += 1
    StageProtocols.objects.bulk_create(fresh)
    return Loaded(written=len(fresh) + changed, unchanged=unchanged)


type Entries = type[Strategy] | type[LearningDesign] | type[AgendaTemplate]


def _load_entries(model: Entries, entries: Sequence[dict[str, Any]]) -> Loaded:
    known = {row.key: row for row in model.objects.all()}
    fresh: list[Any] = []
    unchanged = changed = 0
    for entry in entries:
        digest, row = _digest(entry), known.get(entry["key"])
        if row is None:
            fresh.append(model(**entry, digest=digest))
        elif row.digest == digest:
            unchanged += 1
        elif row.version >= entry["version"]:
            raise Conflict(f"{entry['key']}: the content changed but its version did not.")
        else:
            model.objects.filter(pk=row.pk).update(**entry, digest=digest)
            changed += 1
    model.objects.bulk_create(fresh)
    return Loaded(written=len(fresh) + changed, unchanged=unchanged)


@transaction.atomic
def capture_strategy(
    *,
    by: Person,
    community: Community,
    name: str,
    practice_change: str,
    told_by: str = "",
    topic: str = "",
    material: str = "",
    now: datetime | None = None,
) -> StrategyCard:
    """Write down what a member told, as a card the whole team can use (S3-12).

    Raises:
        Refused: for everybody but members.
        Invalid: without a name or what the teacher does, or told by somebody outside the team.
    """
    if not may(Action.CREATE, ObjectKind.STRATEGY_CARD, relations_to_community(by, community)):
        raise Refused(_("Only members of this team write down its strategies."))
    members = {person.public_id: person for person in working_members_of(community)}
    problems = {}
    if not name.strip():
        problems["name"] = _("Give it a short name.")
    if not practice_change.strip():
        problems["practice_change"] = _("What does the teacher do, so that a colleague can do it too?")
    if told_by and told_by not in members:
        problems["told_by"] = _("Choose a member of the team.")
    if problems:
        raise Invalid(_("The strategy is not complete yet."), problems)
    card = StrategyCard.objects.create(
        community=community,
        name=name.strip()[:120],
        practice_change=practice_change.strip(),
        material=material.strip()[:255],
        topic=topic.strip()[:120],
        told_by=members.get(told_by, by),
        captured_by=by,
        captured_at=now or timezone.now(),
    )
    record(
        by=by,
        verb="strategy.captured",
        object_kind="strategy_card",
        object_id=card.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
    )
    return card
