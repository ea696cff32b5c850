"""Starts cycles and keeps their road in step with the school calendar."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community, working_members_of
from trellis.people.notices.operations import tell
from trellis.people.places.models import Organization
from trellis.people.places.queries import school_days
from trellis.practice.cycles.models import Cycle, Evidence, Need, Problem, Stage
from trellis.practice.cycles.operations.guard import journal, path_of, take_cycle
from trellis.practice.cycles.rules.may import may_launch_cycle
from trellis.practice.cycles.rules.road import Stretch, calendar_mark, fit_lengths, lay_road
from trellis.practice.cycles.words import CycleState, EvidenceKind, NeedSide
from trellis.practice.library.models import CycleTemplate

#: How far ahead a road may reach: a year and a summer.
HORIZON = timedelta(weeks=70)


@dataclass(frozen=True)
class FirstEvidence:
    """The evidence a cycle starts from (S0-26)."""

    kind: EvidenceKind
    title: str
    says: str


@dataclass(frozen=True)
class Start:
    """What the launch asks for. ``weeks`` empty: the template's usual length."""

    name: str
    need: str
    evidence: FirstEvidence
    starts_on: date
    weeks: int | None = None
    first_meeting_at: datetime | None = None
    question: str = ""
    topic: str = ""
    safe_to_try: bool = False
    problem: Problem | None = field(default=None)


def road_for(
    community: Community, template: CycleTemplate, starts_on: date, weeks: int | None
) -> list[Stretch]:
    """Lay the stages of a template over the calendar of a community's place.

    Raises:
        Invalid: when the weeks are out of the template's range or the school year does not reach.
    """
    total = weeks or template.weeks_usual
    stages = list(template.stages.all())
    if not max(len(stages), 1) <= total <= max(template.weeks_max, 12):
        raise Invalid(
            _("This cycle does not fit into that many weeks."),
            {
                "weeks": _("From %(least)d to %(most)d weeks.")
                % {"least": len(stages), "most": max(template.weeks_max, 12)}
            },
        )
    lengths = fit_lengths([stage.weeks for stage in stages], total)
    return _lay(community.organization, lengths, starts_on)


def _lay(place: Organization, lengths: Sequence[int], starts_on: date) -> list[Stretch]:
    days = school_days(place, starts_on, starts_on + HORIZON)
    try:
        return lay_road(lengths, days, starts_on)
    except ValueError as error:
        raise Invalid(
            _("The school year is too short for this road."), {"weeks": _("Choose fewer weeks.")}
        ) from error


def _problems(start: Start, today: date) -> dict[str, str]:
    problems = {}
    if not start.name.strip():
        problems["name"] = _("Give it a name, e.g. “Comparing fractions”.")
    if not start.need.strip():
        problems["need"] = _("A cycle starts from what students cannot do or experience yet.")
    if not start.evidence.title.strip() or not start.evidence.says.strip():
        problems["evidence_says"] = _("Say what you saw that shows this need.")
    if start.starts_on < today - timedelta(days=400):
        problems["starts_on"] = _("Choose a day of this school year.")
    if start.first_meeting_at and timezone.localdate(start.first_meeting_at) < start.starts_on:
        problems["first_meeting_at"] = _("The first meeting comes on or after the first day.")
    return problems


@transaction.atomic
def launch_cycle(
    *,
    by: Person,
    community: Community,
    template: CycleTemplate,
    start: Start,
    previous: Cycle | None = None,
    now: datetime | None = None,
) -> Cycle:
    """Start a cycle from a student need with evidence, with its road on the calendar (S0-26, S4-31, S4-34).

    Raises:
        Refused: for everybody who is no member.
        Invalid: without a name, a need or evidence for it, or when the road does not fit the school year.
    """
    if not may_launch_cycle(relations_to_community(by, community)):
        raise Refused(_("Only members of this community start its cycles."))
    moment = now or timezone.now()
    problems = _problems(start, timezone.localdate(moment))
    if problems:
        raise Invalid(_("A few things are missing before you can start."), problems)
    road = road_for(community, template, start.starts_on, start.weeks)
    problem = start.problem or Problem.objects.create(
        community=community, topic=start.topic, changed_at=moment
    )
    cycle = Cycle.objects.create(
        community=community,
        template=template,
        name=start.name.strip(),
        question=start.question.strip(),
        problem=problem,
        previous=previous,
        iteration=previous.iteration + 1 if previous else 1,
        starts_on=road[0].starts_on,
        ends_on=road[-1].ends_on,
        first_meeting_at=start.first_meeting_at,
        safe_to_try=start.safe_to_try,
        calendar_mark=_mark(community.organization, road[0].starts_on, road[-1].ends_on),
        launched_by=by,
        launched_at=moment,
    )
    _write_start(by, cycle, start, road, moment)
    journal(by, cycle, "cycle.started", {"template": template.key, "iteration": cycle.iteration})
    tell(
        people=[person for person in working_members_of(community) if person.pk != by.pk],
        kind="cycle.started",
        words={"cycle": cycle.name, "community": community.name, "by": by.full_name},
        path=path_of(cycle),
        object_kind="cycle",
        object_id=cycle.public_id,
        now=moment,
    )
    return cycle


def _write_start(by: Person, cycle: Cycle, start: Start, road: Sequence[Stretch], moment: datetime) -> None:
    Stage.objects.bulk_create(
        Stage(
            cycle=cycle,
            definition=definition,
            position=definition.position,
            weeks=stretch.weeks,
            starts_on=stretch.starts_on,
            ends_on=stretch.ends_on,
        )
        for definition, stretch in zip(cycle.template.stages.all(), road, strict=True)
    )
    Need.objects.create(
        cycle=cycle,
        side=NeedSide.STUDENT,
        statement=start.need.strip(),
        changed_by=by,
        changed_at=moment,
    )
    Evidence.objects.create(
        cycle=cycle,
        kind=start.evidence.kind,
        title=start.evidence.title.strip(),
        says=start.evidence.says.strip(),
        added_by=by,
        added_at=moment,
    )


def _mark(place: Organization, starts_on: date, ends_on: date) -> str:
    return calendar_mark(school_days(place, starts_on, ends_on))


def _redraw(cycle: Cycle) -> bool:
    """Lay the stages anew from their lengths; passed stages keep their days. Return whether days changed."""
    stages = list(cycle.stages.order_by("position"))
    ahead = [stage for stage in stages if stage.passed_at is None]
    if not ahead:
        return False
    days = school_days(cycle.community.organization, ahead[0].starts_on, ahead[0].starts_on + HORIZON)
    if not days:
        return False
    try:
        road = lay_road([stage.weeks for stage in ahead], days, days[0])
    except ValueError:
        return False  # the year has become too short; the team sees the warning and shortens a stage
    changed = False
    for stage, stretch in zip(ahead, road, strict=True):
        if (stage.starts_on, stage.ends_on) != (stretch.starts_on, stretch.ends_on):
            stage.starts_on, stage.ends_on = stretch.starts_on, stretch.ends_on
            stage.save(update_fields=["starts_on", "ends_on"])
            changed = True
    cycle.ends_on = max(road[-1].ends_on, cycle.starts_on)
    if stages[0].passed_at is None:
        cycle.starts_on = road[0].starts_on
    cycle.calendar_mark = _mark(cycle.community.organization, cycle.starts_on, cycle.ends_on)
    cycle.save(update_fields=["starts_on", "ends_on", "calendar_mark"])
    return changed


@transaction.atomic
def redraw_roads(*, place: Organization) -> int:
    """Bring the roads of all running cycles at a place and below in step with its calendar (S4-34).

    Return how many changed. Nobody does this by hand: it follows a change of the calendar.
    """
    changed = 0
    running = Cycle.objects.filter(
        state=CycleState.RUNNING, community__organization__path__startswith=place.path
    ).select_related("community__organization")
    for cycle in running:
        if _redraw(cycle):
            journal(None, cycle, "cycle.road_redrawn", {"ends_on": cycle.ends_on})
            changed += 1
    return changed


@transaction.atomic
def change_road(*, by: Person, cycle: Cycle, weeks: Sequence[int]) -> Cycle:
    """Give the stages other lengths; stages already passed keep theirs (S4-20).

    Raises:
        Invalid: when a length is below one or above 12, or the school year does not reach.
    """
    locked = take_cycle(by, cycle)
    stages = list(locked.stages.order_by("position"))
    if len(weeks) != len(stages) or any(not 1 <= length <= 12 for length in weeks):
        raise Invalid(_("Each stage takes from 1 to 12 weeks."))
    ahead = [(stage, length) for stage, length in zip(stages, weeks, strict=True) if stage.passed_at is None]
    if not ahead:
        raise Conflict(_("Every stage of this cycle is behind you."))
    _lay(locked.community.organization, [length for _stage, length in ahead], ahead[0][0].starts_on)
    for stage, length in ahead:
        stage.weeks = length
        stage.save(update_fields=["weeks"])
    _redraw(locked)
    journal(by, locked, "cycle.road_changed", {"weeks": list(weeks)})
    return locked


@transaction.atomic
def show_trial(*, by: Person, cycle: Cycle, now: datetime | None = None) -> Cycle:
    """Show a safe-to-try cycle to those who see the other goals of the team; it cannot be unseen (S3-20)."""
    locked = take_cycle(by, cycle)
    if locked.hidden:
        locked.shown_at = now or timezone.now()
        locked.save(update_fields=["shown_at"])
        journal(by, locked, "cycle.trial_shown")
    return locked
