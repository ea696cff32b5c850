"""Published tables in the matrix: read by tier, made and withdrawn by few."""

from decimal import Decimal

from tests.house.matrix.table import Answer, Row, _if, _place
from tests.house.matrix.world import Thing, World
from tests.insight.releases.world import World as Tested
from trellis.evidence.measures.words import Method
from trellis.evidence.roster.words import GroupFamily
from trellis.insight.releases.operations import publish_release
from trellis.people.access.rules import may, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View

K = ObjectKind.RELEASE


def _read(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
    return _if(view_of(K, relations) >= View.SUMMARY)


def _withdraw(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
    if view_of(K, relations) < View.SUMMARY:
        return Answer.ABSENT
    return _if(may(Action.TRANSITION, K, relations), Answer.NOT_YOURS)


def _share(_actor: str, relations: frozenset[Relation], _thing: Thing) -> Answer:
    if view_of(K, relations) < View.SUMMARY:
        return Answer.ABSENT
    return _if(may(Action.SHARE, K, relations), Answer.NOT_YOURS)


ROWS: dict[str, Row] = {
    "releases": _place(lambda r: view_of(K, r) >= View.SUMMARY),
    "make-release": _place(lambda r: may(Action.CREATE, K, r)),
    "open-release": Row("release", _read),
    "release-csv": Row("release", _read),
    "open-release-to-everyone": Row("release", _share, "POST"),
    "withdraw-release": Row("release", _withdraw, "POST"),
}


def things(world: World) -> dict[str, list[Thing]]:
    """One table of Lincoln."""
    tested = Tested(world.cast)
    release = publish_release(
        by=world.cast.dee,
        organization=world.cast.lincoln,
        title="Mathematics",
        administration=tested.fall,
        item=tested.whole,
        method=Method.SCALE,
        cut=Decimal(500),
        family=GroupFamily.SEX,
    )
    stand = world.things["place"][0].relations
    return {"release": [Thing("release", (release.public_id,), stand)]}
