"""The same doors under the other policy profiles: the table of the profile says who finds what."""

import pytest
from django.utils import timezone

from tests.house.matrix.table import ROWS
from tests.house.matrix.test_matrix import Knocker, check
from tests.house.matrix.world import ACTORS, Thing, World, make_world
from trellis.people.access.models import PolicyChange
from trellis.people.access.rules import Standing
from trellis.people.places.models import Organization
from trellis.people.places.words import PolicyProfile

#: Doors whose answer differs between profiles, and those that no profile may open.
DOORS = (
    "open-organization",
    "coverage",
    "open-community",
    "members",
    "history",
    "cycles",
    "open-cycle",
    "open-stage",
    "record-use",
    "record-data-point",
    "results",
)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def under(thing: Thing, profile: PolicyProfile) -> Thing:
    """The same thing, with everybody's relations under this profile."""
    relations = {actor: Standing(found, profile) for actor, found in thing.relations.items()}
    return Thing(thing.name, thing.words, dict(relations), thing.discovery, thing.is_open, thing.owner)


def put_under(world: World, profile: PolicyProfile) -> None:
    """Let this profile hold everywhere from today."""
    for place in Organization.objects.filter(parent=None):
        PolicyChange.objects.create(
            organization=place,
            profile=profile,
            reason="Agreed with the association.",
            announced_at=timezone.now(),
            effective_on=timezone.localdate(),
            changed_by=world.cast.dee,
        )


@pytest.mark.slow
@pytest.mark.parametrize("profile", [PolicyProfile.STRICTER, PolicyProfile.STATE_REPORTING])
def test_X_04_everybody_at_the_doors_under_another_profile(world: World, profile: PolicyProfile) -> None:
    put_under(world, profile)
    wrong = []
    for actor in ACTORS:
        knocker = Knocker.of(world, actor)
        for name in DOORS:
            row = ROWS[name]
            for thing in world.things[row.belongs_to]:
                trouble = check(knocker, name, row, under(thing, profile), "page")
                wrong += [trouble] if trouble else []
    assert wrong == []
