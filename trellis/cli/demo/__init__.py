"""The demo: a district that nobody lives in, made by calling the product's own operations.

So it is a smoke test too: an operation that breaks breaks the demo. The same stage on the same day gives the
same district; a database that holds anything is never touched.
"""

import random
from collections.abc import Callable
from datetime import date

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from trellis.cli.demo import (
    cycle,
    helping,
    meetings,
    people,
    places,
    roster,
    standards,
    students,
    surveys,
    tables,
    windows,
)
from trellis.cli.demo.stages import Stage
from trellis.cli.demo.world import World
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization

#: The slices of the demo in order: each one finds what the ones before it made in the world.
PARTS: list[tuple[str, Callable[[World], None]]] = [
    ("places and calendar", places.make),
    ("people and teams", people.make),
    ("roster", roster.make),
    ("academic standards", standards.make),
    ("cycles", cycle.make),
    ("meetings", meetings.make),
    ("help between teams", helping.make),
    ("surveys", surveys.make),
    ("students", students.make),
    ("windows of the district", windows.make),
    ("published tables", tables.make),
]
SEED = 20260901


def is_empty() -> bool:
    """Return whether the database holds neither a person nor an organization."""
    return not Person.objects.exists() and not Organization.objects.exists()


def stage_of() -> Stage | None:
    """Return the stage of the demo in this database; nothing if it holds no demo."""
    entry = JournalEntry.objects.filter(verb="demo.made").order_by("id").last()
    return Stage(entry.data["stage"]) if entry else None


@transaction.atomic
def make_demo(
    stage: Stage, *, today: date | None = None, say: Callable[[str], None] = lambda line: None
) -> World:
    """Fill the empty database with the district at one stage of its school year, all or nothing.

    Args:
        stage: how far the school year is on ``today``; EMPTY makes only the district and its administrator.
        say: told what is being made, line by line.

    Raises:
        CommandError: if the database is not empty.
    """
    if not is_empty():
        raise CommandError(
            "The database is not empty; the demo is made only in an empty one. Nothing was changed."
        )
    world = World(stage=stage, today=today or timezone.localdate(), chance=random.Random(SEED))
    if stage is Stage.EMPTY:
        say("Making an empty district ...")
        people.make_empty_district(world)
    else:
        say(f"Making the demo district ({stage.summary}) ...")
        for _name, make in PARTS:
            make(world)
    record(
        by=None,
        verb="demo.made",
        object_kind="organization",
        object_id=world.district.public_id,
        organization_id=world.district.pk,
        data={"stage": stage.value, "today": world.today.isoformat()},
    )
    return world
