"""The demo's published table: who reached six of ten points in fractions, by school and gender."""

from datetime import timedelta
from decimal import Decimal

from trellis.cli.demo.windows import WINDOWS
from trellis.cli.demo.world import World
from trellis.evidence.measures.queries.tables import numbers_in_window, windows_to_count
from trellis.evidence.measures.words import Method
from trellis.evidence.roster.words import GroupFamily
from trellis.insight.releases.operations import open_release_to_everyone, publish_release

REACHED = Decimal(6)


def make(world: World) -> None:
    """Publish the fall window for everyone, once it has been."""
    window = windows_to_count(world.district).filter(assessment__title="Mathematics interim").last()
    if window is None:
        return
    item = next(
        item
        for item, method in numbers_in_window(window)
        if item.label == "Fractions" and method == Method.POINTS
    )
    _name, weeks, _gain = WINDOWS[0]
    release = publish_release(
        by=world.people["dee"],
        organization=world.district,
        title="Fractions in grade 4, fall",
        administration=window,
        item=item,
        method=Method.POINTS,
        cut=REACHED,
        family=GroupFamily.SEX,
        as_of=world.year_starts_on + timedelta(weeks=weeks, days=4),
    )
    open_release_to_everyone(by=world.people["dee"], release=release)
