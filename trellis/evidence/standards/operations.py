"""A framework of academic standards comes in, and comes in again when its publisher changes it (S1-33)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.standards.models import AcademicFramework, AcademicStandard, AcademicStandardLink
from trellis.evidence.standards.rules import may_bring_framework, may_retire_framework
from trellis.kit.child import ChildFailed, run_in_child
from trellis.kit.errors import Invalid, Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization

READER = "trellis.evidence.standards.work.read_case"


@dataclass(frozen=True)
class FrameworkReport:
    """What a framework brought, or would bring; ``same`` when nothing at all differs from what we have."""

    framework: AcademicFramework | None
    title: str
    created: int
    changed: int
    unchanged: int
    removed: int
    left_out: int
    links: int
    same: bool = False


class NoFramework(Invalid):
    """A file that is no framework we can read; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(refusal_of(code))
        self.code = code


def refusal_of(code: str) -> str:
    """Return the sentence for a file that is no framework we can read."""
    sentences: Mapping[str, str] = {
        "not_case": _(
            "This is no framework. Ask for the CASE package (JSON) of your state, or Ed-Fi standards."
        ),
        "no_title": _("The framework has no identifier or no title, so it could not be told from others."),
        "too_many": _("The framework has more than 50,000 standards."),
        "too_deep": _("The tree of the framework is deeper than any framework can be."),
        "circle": _("Standards are parts of each other in a circle, so there is no tree."),
        "too_big": _("The file is larger than 64 MB."),
        "encoding": _("The letters of this file cannot be read; it must be UTF-8."),
        "damaged": _("The file is damaged and cannot be read. Export it again."),
        "entities": _("The file holds instructions that a framework does not need; it was not opened."),
    }
    why = sentences.get(code, _("The file could not be read."))
    return _("%(why)s Nothing was written.") % {"why": why}


def _read(path: Path) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(run_in_child(READER, [str(path)], seconds=60))
    except ChildFailed as failure:
        raise NoFramework(failure.reason) from None
    if "refused" in answer:
        raise NoFramework(answer["refused"])
    return answer


@transaction.atomic
def import_framework(
    *, by: Person | None, organization: Organization, path: Path, dry_run: bool = False
) -> FrameworkReport:
    """Bring in a framework or its newer copy; equal content writes nothing, what is gone is only marked.

    Args:
        by: who does it; nobody for the machine's own administrator.
        dry_run: tell what would happen and write nothing.

    Raises:
        Refused: for everybody but data stewards.
        NoFramework: with a plain sentence when the file cannot be read.
    """
    if by is not None and not may_bring_framework(relations_to_place(by, organization)):
        raise Refused(_("Only a data steward brings in academic standards."))
    content = _read(path)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    told = content["framework"]
    framework = AcademicFramework.objects.filter(
        organization=organization, identifier=told["identifier"]
    ).first()
    known = {one.identifier: one for one in framework.standards.all()} if framework else {}
    plan = _plan(content["standards"], known)
    report = FrameworkReport(
        framework=framework,
        title=told["title"],
        created=len(plan.new),
        changed=len(plan.changed),
        unchanged=len(content["standards"]) - len(plan.new) - len(plan.changed),
        removed=len(plan.gone),
        left_out=content["notes"].get("left_out", 0),
        links=len(content["links"]),
        same=framework is not None and framework.digest == digest and framework.retired_at is None,
    )
    if dry_run or report.same:
        return report
    framework = _write(organization, framework, told, digest, plan, content)
    record(
        by=by,
        verb="academic_framework.imported",
        object_kind="academic_framework",
        object_id=framework.public_id,
        organization_id=organization.pk,
        data={"created": report.created, "changed": report.changed, "removed": report.removed},
    )
    return FrameworkReport(**{**report.__dict__, "framework": framework})


@transaction.atomic
def retire_framework(*, by: Person, framework: AcademicFramework) -> AcademicFramework:
    """Take a framework out of use; its standards stay linked, and the same file brings it back.

    Raises:
        Refused: for everybody but data stewards.
    """
    if not may_retire_framework(relations_to_place(by, framework.organization)):
        raise Refused(_("Only a data steward takes academic standards out of use."))
    framework.retired_at = framework.retired_at or timezone.now()
    framework.save(update_fields=["retired_at"])
    record(
        by=by,
        verb="academic_framework.retired",
        object_kind="academic_framework",
        object_id=framework.public_id,
        organization_id=framework.organization_id,
        data={"title": framework.title},
    )
    return framework


@dataclass(frozen=True)
class _Plan:
    new: list[AcademicStandard]
    changed: list[AcademicStandard]
    gone: list[AcademicStandard]


_FIELDS = ("code", "statement", "kind", "grades", "uri", "place", "depth")


def _plan(rows: Sequence[Sequence[Any]], known: Mapping[str, AcademicStandard]) -> _Plan:
    new, changed, seen = [], [], set()
    for identifier, _parent, *values in rows:
        seen.add(identifier)
        standard = known.get(identifier)
        if standard is None:
            new.append(AcademicStandard(identifier=identifier, **dict(zip(_FIELDS, values, strict=True))))
            continue
        if [getattr(standard, name) for name in _FIELDS] != list(values) or standard.removed_at is not None:
            for name, value in zip(_FIELDS, values, strict=True):
                setattr(standard, name, value)
            standard.removed_at = None
            changed.append(standard)
    gone = [one for one in known.values() if one.identifier not in seen and one.removed_at is None]
    return _Plan(new, changed, gone)


def _write(
    organization: Organization,
    framework: AcademicFramework | None,
    told: Mapping[str, str],
    digest: str,
    plan: _Plan,
    content: Mapping[str, Any],
) -> AcademicFramework:
    framework = framework or AcademicFramework(organization=organization)
    for name, value in told.items():
        setattr(framework, name, value)
    framework.digest, framework.imported_at, framework.retired_at = digest, timezone.now(), None
    framework.save()
    for standard in plan.new:
        standard.framework = framework
    AcademicStandard.objects.bulk_create(plan.new, batch_size=500)
    AcademicStandard.objects.bulk_update(plan.changed, [*_FIELDS, "removed_at"], batch_size=500)
    for standard in plan.gone:
        standard.removed_at = timezone.now()
    AcademicStandard.objects.bulk_update(plan.gone, ["removed_at"], batch_size=500)
    made = {one.identifier: one for one in framework.standards.all()}
    moved = []
    for identifier, parent, *_rest in content["standards"]:
        above = made[parent].pk if parent else None
        if made[identifier].parent_id != above:
            made[identifier].parent_id = above
            moved.append(made[identifier])
    AcademicStandard.objects.bulk_update(moved, ["parent"], batch_size=500)
    AcademicStandardLink.objects.filter(origin__framework=framework).delete()
    AcademicStandardLink.objects.bulk_create(
        [
            AcademicStandardLink(origin=made[origin], destination=made[destination], kind=kind)
            for origin, destination, kind in content["links"]
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    return framework
