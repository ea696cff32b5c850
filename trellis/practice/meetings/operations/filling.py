"""Makes the agenda from a template and what the team works on: stage, promises, results, questions."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.evidence.measures.queries.results import administrations_of, assessments_of
from trellis.kit.errors import Conflict
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Cycle, Stage
from trellis.practice.cycles.queries.seeing import running_cycle_of
from trellis.practice.library.models import AgendaTemplate
from trellis.practice.library.queries import open_agenda_template, protocols_for_stage
from trellis.practice.meetings.models import ActionStep, AgendaItem, Meeting, ParkedQuestion
from trellis.practice.meetings.operations.agenda import NewItem, put_items, take_plan
from trellis.practice.meetings.operations.guard import journal, topic_of
from trellis.practice.meetings.queries.inside import questions_of
from trellis.practice.meetings.queries.road_map import MapLine, road_map_of
from trellis.practice.meetings.rules.filling import Ground, Piece, fill
from trellis.practice.meetings.words import ItemKind, ItemPart, ItemSource, ItemState, MeetingState, StepState

#: The agenda of a meeting whose series names none.
USUAL_TEMPLATE = "weekly-team"
#: The protocol for new results (content, 7.2, number 10).
RESULT_PROTOCOL = "assessment-response"
#: Results are new when they came since the last meeting, at most this long ago.
NEW_FOR = timedelta(days=21)


def pieces_of(template: AgendaTemplate, language: str) -> list[Piece]:
    """Return the items of a template in a language."""
    return [
        Piece(
            title=item["names"].get(language) or item["names"]["en"],
            minutes=item["minutes"],
            kind=ItemKind(item["kind"]),
            part=ItemPart(item["part"]),
            protocol=item.get("protocol", ""),
        )
        for item in template.items
    ]


def _new_result(meeting: Meeting, moment: datetime) -> str:
    """Return the name of results that came in since the team last met."""
    last = (
        Meeting.objects.filter(
            community=meeting.community, state=MeetingState.HELD, starts_at__lt=meeting.starts_at
        )
        .order_by("-starts_at")
        .first()
    )
    since = max(last.starts_at if last else moment - NEW_FOR, moment - NEW_FOR)
    newest = assessments_of(meeting.community).first()
    given = administrations_of(newest).first() if newest else None
    if newest is None or given is None or given.given_on is None:
        return ""
    if given.given_on < timezone.localdate(since):
        return ""
    return newest.title


def _focus(stage: Stage, language: str, keys: Collection[str] = ()) -> str:
    """Return the first question of the stage without an answer; only among ``keys`` when there are any."""
    answered = set(stage.answers.exclude(text="").values_list("prompt", flat=True))
    for prompt in stage.definition.prompts:
        if prompt["key"] not in answered and (not keys or prompt["key"] in keys):
            return str(prompt.get(language) or prompt["en"])
    return ""


def _planned(meeting: Meeting, cycle: Cycle | None, moment: datetime) -> MapLine | None:
    """Return what the road map plans first for this meeting and what is not passed yet (S4-29)."""
    if cycle is None:
        return None
    lines = road_map_of(cycle, now=moment).at(meeting)
    return next((line for line in lines if line.stage.passed_at is None), None)


def ground_of(
    meeting: Meeting, cycle: Cycle | None, moment: datetime, language: str, planned: MapLine | None = None
) -> Ground:
    """Return what the team works on right now: as its road map plans it, else the question of its stage."""
    focus = protocol = ""
    if planned is not None:
        own = planned.work.change.purpose
        focus = own or _focus(planned.stage, language, planned.work.questions) or planned.purpose
        protocol = planned.protocol.key if planned.protocol else ""
    elif cycle is not None:
        stages = list(cycle.stages.select_related("definition").order_by("position"))
        stage = next((stage for stage in stages if stage.passed_at is None), stages[-1])
        focus = _focus(stage, language)
        fitting = protocols_for_stage(template_key=cycle.template.key, stage_key=stage.definition.key)
        protocol = fitting[0].key if fitting else ""
    question = questions_of(meeting.community).first()
    return Ground(
        has_goal=cycle is not None,
        focus=focus,
        protocol=protocol,
        open_promises=ActionStep.objects.filter(community=meeting.community, state=StepState.OPEN).count(),
        result=_new_result(meeting, moment),
        result_protocol=RESULT_PROTOCOL,
        question=(question.public_id, question.text) if question else None,
    )


@transaction.atomic
def fill_agenda(
    *, by: Person, meeting: Meeting, template: str = "", now: datetime | None = None
) -> list[AgendaItem]:
    """Make the agenda; what others asked for stays beside it, waiting for an answer (S3-13, S0-46).

    Raises:
        Conflict: when there are items already: what people wrote is never overwritten.
        NotFound: for a template that there is not.
    """
    locked = take_plan(by, meeting)
    if AgendaItem.objects.filter(meeting=locked, state=ItemState.PLANNED).exists():
        raise Conflict(_("There is an agenda already. Change it as you like."))
    key = template or locked.agenda_template or USUAL_TEMPLATE
    found = open_agenda_template(key=key)
    moment, language = now or timezone.now(), locked.community.organization.language
    cycle = running_cycle_of(locked.community, by=by)
    with translation.override(language):
        planned = _planned(locked, cycle, moment)
        ground = ground_of(locked, cycle, moment, language, planned)
        pieces = fill(
            pieces_of(found, language),
            ground,
            ngettext("%(count)d promise is open.", "%(count)d promises are open.", ground.open_promises)
            % {"count": ground.open_promises},
            _("A question from one of us"),
        )
    items = put_items(locked, [_new_item(piece) for piece in pieces], moment)
    for item, piece in zip(items, pieces, strict=True):
        if piece.question:
            ParkedQuestion.objects.filter(public_id=piece.question).update(taken_up=item)
    locked.agenda_template, locked.cycle = key, cycle
    if planned is not None:
        locked.purpose = locked.purpose or planned.purpose[:500]
        locked.product = locked.product or planned.product[:255]
    locked.save(update_fields=["agenda_template", "cycle", "purpose", "product"])
    journal(by, locked, "agenda.filled", {"template": key, "items": len(items)})
    announce(topic_of(locked), "agenda")
    return items


def _new_item(piece: Piece) -> NewItem:
    return NewItem(
        title=piece.title,
        minutes=piece.minutes,
        kind=piece.kind,
        part=piece.part,
        note=piece.note,
        protocol=piece.protocol,
        source=ItemSource(piece.source),
        touches_goal=piece.touches_goal,
        with_data=piece.with_data,
    )
