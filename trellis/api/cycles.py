"""Cycles as those outside the team see them, and the stories that were told of them."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from trellis.api.communities import Named
from trellis.api.door import TokenRequest, reading
from trellis.api.paging import One, Paging, page_of
from trellis.people.tokens.words import Read
from trellis.practice.cycles.queries.outside import cycle_lines, outside_view
from trellis.practice.cycles.queries.seeing import cycles_seen, open_cycle
from trellis.practice.cycles.queries.stories import open_story, stories_seen

if TYPE_CHECKING:  # doors never touch tables; only the types are known here
    from trellis.practice.cycles.models import Cycle as CycleRow
    from trellis.practice.cycles.models import Story as StoryRow

router = Router()


class CycleLine(Schema):
    """A cycle in a list: where it is and what it aims for."""

    id: str
    name: str
    state: str
    community: Named
    starts_on: date
    ends_on: date
    stage: str
    student_goal: str


class Cycles(Schema):
    """One page of cycles."""

    items: list[CycleLine]
    next: str | None


class Stage(Schema):
    """A step of a cycle on the calendar."""

    position: int
    name: str
    starts_on: date
    ends_on: date
    is_passed: bool


class Cycle(Schema):
    """A cycle from outside: goals, steps and which products there are. Never the work inside."""

    id: str
    name: str
    state: str
    community: Named
    starts_on: date
    ends_on: date
    goals: list[str]
    stage: int
    stages: list[Stage]
    products: list[str]
    use_count: str


class Story(Schema):
    """A cycle told for others."""

    id: str
    title: str
    text: str
    title_es: str
    text_es: str
    audience: str
    published_on: date
    community: Named
    organization: Named


class StoryLine(Schema):
    """A story in a list."""

    id: str
    title: str
    audience: str
    published_on: date
    community: Named


class Stories(Schema):
    """One page of stories."""

    items: list[StoryLine]
    next: str | None


class OfCommunity(Paging):
    """Of which community."""

    community: str = Field("", pattern=r"^([0-9a-z-]{1,64})?$", description="Only of this community.")


def _community(cycle: "CycleRow") -> Named:
    return Named(id=cycle.community.public_id, name=cycle.community.name)


def _told_on(story: "StoryRow") -> date:
    assert story.published_at is not None, "only published stories are read"
    return timezone.localdate(story.published_at)


@reading(router, "/cycles", Read.CYCLES, Cycles)
def cycles(request: TokenRequest, wanted: Query[OfCommunity]) -> Cycles:
    """List the cycles of which the person may see goal and step."""
    rows = cycles_seen(by=request.auth.person)
    if wanted.community:
        rows = rows.filter(community__public_id=wanted.community)
    page = page_of(rows, wanted)
    lines = {line.cycle.pk: line for line in cycle_lines(page.rows)}
    items = [
        CycleLine(
            id=row.public_id,
            name=row.name,
            state=row.state,
            community=_community(row),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            stage=lines[row.pk].stage,
            student_goal=lines[row.pk].goal,
        )
        for row in page.rows
    ]
    return Cycles(items=items, next=page.next)


@reading(router, "/cycles/{pk}", Read.CYCLE, Cycle)
def cycle(request: TokenRequest, which: Path[One]) -> Cycle:
    """Open one cycle, the same for everybody who may: `use_count` is empty where the policy shows none."""
    by = request.auth.person
    found = open_cycle(by=by, pk=which.pk)
    view = outside_view(found, by=by)
    stages = [
        Stage(
            position=stage.position,
            name=stage.definition.name,
            starts_on=stage.starts_on,
            ends_on=stage.ends_on,
            is_passed=stage.passed_at is not None,
        )
        for stage in view.stages
    ]
    return Cycle(
        id=found.public_id,
        name=found.name,
        state=found.state,
        community=_community(found),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        goals=list(view.goals),
        stage=view.stage.position,
        stages=stages,
        products=list(view.products),
        use_count=view.use_count,
    )


@reading(router, "/stories", Read.STORIES, Stories)
def stories(request: TokenRequest, wanted: Query[OfCommunity]) -> Stories:
    """List the published stories the person may read, without their text."""
    rows = stories_seen(by=request.auth.person)
    if wanted.community:
        rows = rows.filter(cycle__community__public_id=wanted.community)
    page = page_of(rows, wanted)
    items = [
        StoryLine(
            id=row.public_id,
            title=row.title_shown,
            audience=row.audience,
            published_on=_told_on(row),
            community=_community(row.cycle),
        )
        for row in page.rows
    ]
    return Stories(items=items, next=page.next)


@reading(router, "/stories/{pk}", Read.STORY, Story)
def story(request: TokenRequest, which: Path[One]) -> Story:
    """Open one story, in every language it was told in."""
    row = open_story(by=request.auth.person, pk=which.pk)
    place = row.cycle.community.organization
    return Story(
        id=row.public_id,
        title=row.title,
        text=row.text,
        title_es=row.title_es,
        text_es=row.text_es,
        audience=row.audience,
        published_on=_told_on(row),
        community=_community(row.cycle),
        organization=Named(id=place.public_id, name=place.name),
    )
