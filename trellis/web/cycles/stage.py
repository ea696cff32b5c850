"""The page of one stage, put together for its template."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind
from trellis.people.communities.queries import who_can_see
from trellis.practice.cycles.queries.facts import Work, findings_of, is_running
from trellis.practice.library.queries import in_language, protocols_for_stage
from trellis.web.cycles.board import checks_of, road
from trellis.web.cycles.pages import trail_of
from trellis.web.cycles.tools import tool_line


@dataclass(frozen=True)
class Prompt:
    """A question of the stage with what the team wrote so far."""

    key: str
    text: str
    answer: str
    version: int
    by: str
    url: str


def stage_page(work: Work, position: int, form: Form | None) -> Mapping[str, object]:
    """Return everything the page of a stage shows.

    Raises:
        NotFound: when the cycle has no such stage.
    """
    stage = next((stage for stage in work.stages if stage.position == position), None)
    if stage is None:
        raise NotFound(_("This cycle has no such step."))
    pk = work.cycle.public_id
    written = {answer.prompt: answer for answer in work.answers if answer.stage_id == stage.pk}
    prompts = []
    for entry in stage.definition.prompts:
        answer = written.get(entry["key"])
        prompts.append(
            Prompt(
                key=entry["key"],
                text=in_language(entry),
                answer=answer.text if answer else "",
                version=answer.version if answer else 0,
                by=answer.changed_by.called if answer else "",
                url=reverse("answer-prompt", args=[pk, position, entry["key"]]),
            )
        )
    findings = findings_of(work, stage)
    tools = [line for tool in stage.definition.tools if (line := tool_line(tool, pk))]
    page: dict[str, object] = {
        "cycle": work.cycle,
        "trail": trail_of(work.cycle),
        "stage": stage,
        "stages": road(work.stages, work.stage, pk),
        "prompts": prompts,
        "evidence_wanted": [in_language(entry) for entry in stage.definition.evidence],
        "protocols": protocols_for_stage(
            template_key=work.cycle.template.key, stage_key=stage.definition.key
        ),
        "evidence": work.evidence,
        "tools": tools,
        "minutes": sum(tool.minutes for tool in tools),
        "checks": checks_of(findings, pk),
        "all_met": all(finding.met for finding in findings),
        "is_here": is_running(work) and stage.pk == work.stage.pk,
        "is_last": stage.pk == work.stages[-1].pk,
        "running": is_running(work),
        "who": who_can_see(ObjectKind.CYCLE_WORK, work.cycle.community),
    }
    if form is not None:
        page["form"] = form
    return page
