"""Files of results, facts, figures and answers: received, mapped, planned, and rows that waited answered."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trellis.evidence.imports.models import ImportRun, ImportSource, ImportTemplate, WaitingRow
from trellis.evidence.imports.operations.rosters import ENCODINGS, UPLOAD_BYTES
from trellis.evidence.imports.rules import may_decide_import, may_map_now, may_send_import
from trellis.evidence.imports.rules.mapping import check_roles, template_of
from trellis.evidence.imports.tasks import plan_results
from trellis.evidence.imports.words.file_findings import MAPPING_SENTENCES
from trellis.evidence.imports.words.mapping import ColumnRole
from trellis.evidence.imports.words.states import RunFormat, RunState
from trellis.evidence.imports.work.results.checking import read_template
from trellis.evidence.imports.work.results.runs import apply_file, plan_file, templates_for
from trellis.evidence.imports.work.results.spec import TemplateWrong
from trellis.evidence.imports.work.results.staging import wipe
from trellis.evidence.imports.work.results.waiting import take_waiting
from trellis.evidence.imports.work.uploads import keep_upload
from trellis.evidence.measures.words import Window
from trellis.evidence.roster.models import Student
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization

#: Where a file stands until a template says which system it is of.
UNKNOWN_SOURCE = "Results"


def _write_journal(by: Person | None, import_run: ImportRun, verb: str) -> None:
    record(
        by=by,
        verb=f"import.{verb}",
        object_kind="import_run",
        object_id=import_run.public_id,
        organization_id=import_run.source.organization_id,
        data={"file": import_run.file_name},
    )


def _check_may_send(by: Person, organization: Organization) -> None:
    if not may_send_import(relations_to_place(by, organization)):
        raise Refused(_("Only a data steward can send a file of results."))


def _check_may_decide(by: Person, import_run: ImportRun) -> None:
    if not may_decide_import(relations_to_place(by, import_run.source.organization)):
        raise Refused(_("Only a data steward can decide about imports."))


def _new_run(
    by: Person | None, organization: Organization, name: str, encoding: str, year: int | None, window: str
) -> ImportRun:
    if encoding not in ENCODINGS:
        raise Invalid(_("Choose UTF-8 or Windows-1252."), {"encoding": _("Choose one of the two.")})
    if window and window not in Window.values:
        raise Invalid(_("Choose a window of the list."), {"window": _("Choose one of the list.")})
    if year is not None and not 1990 <= year <= 2100:
        raise Invalid(_("This is no school year."), {"year": _("The year in which the school year ends.")})
    source, _made = ImportSource.objects.get_or_create(organization=organization, name=UNKNOWN_SOURCE)
    options: dict[str, Any] = {}
    if year is not None:
        options["year"] = year
    if window:
        options["window"] = window
    return ImportRun.objects.create(
        source=source,
        format=RunFormat.RESULTS,
        file_name=name[:255],
        encoding=encoding,
        options=options,
        received_at=timezone.now(),
        received_by=by,
    )


def _known_template(organization: Organization, template: str) -> str:
    if template and template not in templates_for(organization):
        raise Invalid(_("There is no such template."), {"template": _("Choose one of the list.")})
    return template


def receive_results_file(
    *,
    by: Person,
    organization: Organization,
    name: str,
    size: int,
    chunks: Iterable[bytes],
    template: str = "",
    encoding: str = "utf-8",
    year: int | None = None,
    window: str = "",
) -> ImportRun:
    """Take an uploaded file, keep it apart from everything else, and plan it in the background.

    Raises:
        Refused: for everybody but data stewards.
        Invalid: when it is too big, or names a template, window or year that there is not.
    """
    _check_may_send(by, organization)
    if size > UPLOAD_BYTES:
        raise Invalid(_("The file is larger than 1 GB."), {"file": _("Choose a smaller file.")})
    _known_template(organization, template)
    with transaction.atomic():
        import_run = _new_run(by, organization, Path(name).name, encoding, year, window)
        import_run.stored_path = str(keep_upload(chunks, ".file"))
        import_run.save(update_fields=["stored_path"])
        _write_journal(by, import_run, "received")
        transaction.on_commit(lambda: plan_results.enqueue(import_run.pk, template))
    return import_run


def import_results_file(
    *,
    by: Person | None,
    organization: Organization,
    path: Path,
    template: str = "",
    dry_run: bool = False,
    approve: bool = False,
    encoding: str = "utf-8",
    year: int | None = None,
    window: str = "",
) -> ImportRun:
    """Import a file at once, from the command line: plan it, and apply what needs nobody's yes.

    Args:
        by: who does it; nobody for the machine's own administrator.
        template: its name, where the file does not say it.
        approve: this is the yes that a held plan needs.
        year: the school year, named by its end, where the file does not say it.

    Raises:
        Refused: when a person may not import here.
        Invalid: when there is no such template, window or year.
        Conflict: when another import of the same source is running.
    """
    if by is not None:
        _check_may_send(by, organization)
    if not path.is_file():
        raise Invalid(_("There is no such file."))
    _known_template(organization, template)
    import_run = plan_file(_new_run(by, organization, path.name, encoding, year, window), path, template)
    if dry_run or import_run.state not in (RunState.PLANNED, RunState.HELD):
        return import_run
    if import_run.state == RunState.HELD and not approve:
        return import_run
    import_run.approved_by = by if approve else None
    import_run.save(update_fields=["approved_by"])
    return apply_file(import_run)


def _mappable(by: Person, import_run: ImportRun) -> ImportRun:
    _check_may_decide(by, import_run)
    import_run = ImportRun.objects.select_for_update().get(pk=import_run.pk)
    if not may_map_now(import_run.state, import_run.format) or not Path(import_run.stored_path).is_file():
        raise Conflict(_("This file cannot be mapped any more. Send it again."))
    if not import_run.details.get("look"):
        raise Conflict(_("This file cannot be read as a table, so there are no columns to map."))
    return import_run


@transaction.atomic
def choose_file_columns(*, by: Person, import_run: ImportRun, roles: Sequence[ColumnRole]) -> ImportRun:
    """Say what every column of a file holds, the first step of mapping it by hand; nothing is read yet.

    Raises:
        Refused: for everybody but data stewards.
        Conflict: when the file is no longer here or was applied.
        Invalid: when the choices name no student or no result, or a role twice.
    """
    import_run = _mappable(by, import_run)
    if len(roles) != len(import_run.details["look"]):
        raise Invalid(_("Say for every column what it holds."))
    wrong = check_roles(roles)
    if wrong:
        raise Invalid(_(MAPPING_SENTENCES[wrong]))
    import_run.details["draft"] = [str(role) for role in roles]
    import_run.save(update_fields=["details"])
    return import_run


@transaction.atomic
def map_columns(
    *,
    by: Person,
    import_run: ImportRun,
    title: str,
    subject: str,
    kind: str,
    day_form: str,
    year: int | None,
    window: str,
    codes: Mapping[str, Mapping[str, str]],
) -> ImportTemplate:
    """Save how the chosen columns are read as a template of the district, and plan the file with it.

    A template of the same name becomes a new version; runs keep the one they used.

    Raises:
        Refused: for everybody but data stewards.
        Conflict: when the file is no longer here, was applied, or its columns were not chosen.
        Invalid: when the template does not say what it must.
    """
    import_run = _mappable(by, import_run)
    roles = [ColumnRole(role) for role in import_run.details.get("draft", [])]
    if not roles:
        raise Conflict(_("Say first what the columns hold."))
    if not title.strip():
        raise Invalid(_("Give it a name."), {"title": _("For example “Reading check of our district”.")})
    names = [column["name"] for column in import_run.details["look"]]
    content = {
        **template_of(
            names,
            roles,
            title=title.strip()[:120],
            subject=subject,
            kind=kind,
            day_form=day_form,
            codes=codes,
        ),
        "name": "own_" + slugify(title).replace("-", "_")[:50],
        "title": title.strip()[:120],
    }
    try:
        read_template(content)
    except TemplateWrong as wrong:
        raise Invalid(str(wrong)) from None
    template = _save_template(by, import_run.source.organization, content)
    wipe(import_run)
    import_run.findings.all().delete()
    options = {"year": year, "window": window}
    import_run.options = {name: value for name, value in options.items() if value}
    import_run.state, import_run.totals, import_run.counts = RunState.RECEIVED, {}, {}
    import_run.refused_code = import_run.refused_file = ""
    import_run.save()
    transaction.on_commit(lambda: plan_results.enqueue(import_run.pk, template.name))
    return template


def _save_template(by: Person, organization: Organization, content: dict[str, Any]) -> ImportTemplate:
    name = content["name"]
    before = ImportTemplate.objects.filter(organization=organization, name=name, retired_at=None).first()
    if before is not None:
        before.retired_at = timezone.now()
        before.save(update_fields=["retired_at"])
    template = ImportTemplate.objects.create(
        organization=organization,
        name=name,
        title=content["title"],
        version=before.version + 1 if before else 1,
        content=content,
        made_by=by,
        made_at=timezone.now(),
    )
    record(
        by=by,
        verb="import_template.saved",
        object_kind="import_template",
        object_id=template.public_id,
        organization_id=organization.pk,
        data={"name": name, "version": template.version},
    )
    return template


@transaction.atomic
def retire_template(*, by: Person, template: ImportTemplate) -> ImportTemplate:
    """Stop offering a template of the district; runs keep what they used.

    Raises:
        Refused: for everybody but data stewards.
    """
    if not may_decide_import(relations_to_place(by, template.organization)):
        raise Refused(_("Only a data steward can decide about imports."))
    template.retired_at = template.retired_at or timezone.now()
    template.save(update_fields=["retired_at"])
    record(
        by=by,
        verb="import_template.retired",
        object_kind="import_template",
        object_id=template.public_id,
        organization_id=template.organization_id,
        data={"name": template.name},
    )
    return template


@transaction.atomic
def answer_waiting_row(*, by: Person, waiting: WaitingRow, student: Student | None) -> WaitingRow:
    """Say which student a waiting row is about, or leave it out.

    Raises:
        Refused: for everybody but data stewards.
        Invalid: when the student is not one of the organization.
        Conflict: when it was answered or its import taken back.
    """
    _check_may_decide(by, waiting.run)
    waiting = (
        WaitingRow.objects.select_for_update().select_related("run__source__organization").get(pk=waiting.pk)
    )
    if waiting.answered_at is not None or waiting.run.state != RunState.APPLIED:
        raise Conflict(_("This row does not wait any more."))
    if student is None:
        waiting.answered_at = timezone.now()
        waiting.save(update_fields=["answered_at"])
    else:
        school = student.school
        if school is None or not school.path.startswith(waiting.run.source.organization.path):
            raise Invalid(_("Choose a student of this district."))
        take_waiting(waiting, student)
    record(
        by=by,
        verb="waiting_row.answered",
        object_kind="import_run",
        object_id=waiting.run.public_id,
        organization_id=waiting.run.source.organization_id,
        data={"matched": student is not None},
    )
    return waiting
