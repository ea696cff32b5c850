"""Where the communities' cycles are: for a community's page, for Today, for those who lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.people.access.queries import WhoCanSee
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community, view_of_community, who_can_see
from trellis.practice.cycles.models import Cycle, Stage
from trellis.practice.cycles.queries.chart import ChartReading, read_chart, use_first_percent, use_of
from trellis.practice.cycles.queries.facts import Work, work_of
from trellis.practice.cycles.queries.outside import CycleLine, cycle_lines, stages_of
from trellis.practice.cycles.queries.seeing import cycles_seen, running_cycle_of
from trellis.practice.cycles.queries.stories import stories_of
from trellis.practice.cycles.rules.may import may_launch_cycle
from trellis.practice.cycles.words import CycleState
from trellis.practice.goals.queries import goal_sentence

LINES_SHOWN = 12


@dataclass(frozen=True)
class StoryOf:
    """A published story of a community."""

    title: str
    url: str


@dataclass(frozen=True)
class CycleGlance:
    """The running cycle of a community, as much as the person may see of it.

    Attributes:
        students: the student goal in one sentence, or empty.
        ourselves: the goal for the educators, or empty.
        stages: the road; ``current`` is where the team is.
        may_launch: the person may start a cycle here, and none is running.
    """

    cycle: Cycle | None
    url: str
    students: str
    ourselves: str
    stages: Sequence[Stage]
    current: Stage | None
    may_launch: bool
    who: WhoCanSee
    stories: Sequence[StoryOf]


def cycle_glance(community: Community, *, by: Person) -> CycleGlance:
    """Return where a community is in its cycle, for its page."""
    cycle = running_cycle_of(community, by=by)
    stages = stages_of(cycle) if cycle else []
    return CycleGlance(
        cycle=cycle,
        url=reverse("open-cycle", args=[cycle.public_id]) if cycle else "",
        students=goal_sentence(cycle.student_goal) if cycle and cycle.student_goal else "",
        ourselves=goal_sentence(cycle.educator_goal) if cycle and cycle.educator_goal else "",
        stages=stages,
        current=next((stage for stage in stages if stage.passed_at is None), stages[-1] if stages else None),
        may_launch=cycle is None and may_launch_cycle(relations_to_community(by, community)),
        who=who_can_see(ObjectKind.GOAL, community),
        stories=[
            StoryOf(story.title_shown, reverse("story", args=[story.public_id]))
            for story in stories_of(community, by=by)
        ],
    )


@dataclass(frozen=True)
class WatchedChart:
    """The one chart a team watches, for Today."""

    work: Work
    reading: ChartReading
    url: str
    who: WhoCanSee


def own_works(communities: Sequence[Community], *, by: Person) -> list[Work]:
    """Return the running cycles of a person's own communities, whole."""
    found = []
    for community in communities[:3]:
        if view_of_community(by, community, ObjectKind.CYCLE_WORK) < View.FULL:
            continue
        cycle = running_cycle_of(community, by=by)
        if cycle is not None:
            found.append(work_of(cycle))
    return found


def watched_chart(works: Sequence[Work]) -> WatchedChart | None:
    """Return the chart of the first cycle that has points."""
    for work in works:
        place = work.cycle.community.organization
        reading = read_chart(work, use_of(work), use_first_percent(place))
        if reading is not None:
            return WatchedChart(
                work=work,
                reading=reading,
                url=reverse("open-cycle", args=[work.cycle.public_id]),
                who=who_can_see(ObjectKind.MEASURE, work.cycle.community),
            )
    return None


@dataclass(frozen=True)
class Unrecorded:
    """A cycle in which the person has not yet said whether they used the strategy this week."""

    name: str
    url: str


def unrecorded_use(works: Sequence[Work], *, by: Person, today: date | None = None) -> list[Unrecorded]:
    """Return where a twenty-second try log is missing for this week, for this person alone."""
    day = today or timezone.localdate()
    monday = day - timedelta(days=day.weekday())
    found = []
    for work in works:
        start = work.use_starts_on
        begun = start is not None and start <= day <= work.cycle.ends_on
        recorded = any(row.person_id == by.pk and row.week == monday for row in work.use_records)
        if begun and not recorded and by.pk in {person.pk for person in work.members}:
            found.append(Unrecorded(work.cycle.name, reverse("record-use", args=[work.cycle.public_id])))
    return found


@dataclass(frozen=True)
class TeamLine:
    """A team's cycle in a leader's list: stage and goal, never names or work. In the order of names."""

    community: str
    title: str
    note: str
    url: str


def team_lines(*, by: Person) -> list[TeamLine]:
    """Return the running cycles a leader may see, by name of the community; nothing ranks them."""
    running = list(cycles_seen(by=by).filter(state=CycleState.RUNNING)[:200])
    lines: list[CycleLine] = sorted(
        cycle_lines(running), key=lambda line: (line.cycle.community.name, line.cycle.pk)
    )
    return [
        TeamLine(
            community=line.cycle.community.name,
            title=_("%(community)s: %(cycle)s")
            % {"community": line.cycle.community.name, "cycle": line.cycle.name},
            note=f"{line.stage}. {line.goal}".strip(),
            url=reverse("open-cycle", args=[line.cycle.public_id]),
        )
        for line in lines[:LINES_SHOWN]
    ]
