"""What everybody may read of an organization: how its model works and what its teams have learned."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats, timezone

from trellis.insight.releases.queries import public_releases
from trellis.people.places.models import Organization, PublicPage
from trellis.people.places.queries import ids_on_path
from trellis.practice.cycles.queries.stories import public_stories
from trellis.practice.library.queries import cycle_templates

STORIES_SHOWN = 5
TABLES_SHOWN = 10


@dataclass(frozen=True)
class Step:
    """A step of the model: its name and why it is worth the time."""

    name: str
    why: str


@dataclass(frozen=True)
class StoryLine:
    """A published story in a list."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class TableLine:
    """A table of results that everyone may read, in a list."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class PublicBoard:
    """What the public page shows below its welcome (S0-01, S0-49)."""

    summary: str
    steps: Sequence[Step]
    stories: Sequence[StoryLine]
    tables: Sequence[TableLine]


def public_board(organization: Organization) -> PublicBoard:
    """Return how the model works, from the cycle template in use, and the stories told to everyone."""
    template = cycle_templates().prefetch_related("stages").first()
    return PublicBoard(
        summary=template.summary if template else "",
        steps=[Step(stage.name, stage.purpose) for stage in template.stages.all()] if template else [],
        stories=story_lines(organization),
        tables=[
            TableLine(
                title=release.title,
                note=f"{release.organization.name}, {formats.date_format(release.as_of)}",
                url=reverse("open-release", args=[release.public_id]),
            )
            for release in public_releases(organization)[:TABLES_SHOWN]
        ],
    )


def story_lines(organization: Organization) -> list[StoryLine]:
    """Return the newest stories of a place and below that everyone may read."""
    return [
        StoryLine(
            title=story.title_shown,
            note=f"{story.cycle.community.organization.name}, "
            + formats.date_format(timezone.localdate(story.published_at)),
            url=reverse("story", args=[story.public_id]),
        )
        for story in public_stories(organization)[:STORIES_SHOWN]
    ]


def public_pages_for(places: Sequence[Organization]) -> list[PublicPage]:
    """Return the published pages of these places and of what they lie in, the nearest first."""
    ids = {part for place in places for part in ids_on_path(place)}
    return list(
        PublicPage.objects.filter(organization_id__in=ids, published_at__isnull=False)
        .select_related("organization")
        .order_by("-organization__path")
    )
