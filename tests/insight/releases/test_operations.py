"""Releases are published by few, read by tier, checked against all earlier ones and never changed."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.insight.releases.stored import stored_tables_hold
from tests.insight.releases.world import World
from trellis.evidence.measures.models import Administration, Assessment, AssessmentItem
from trellis.evidence.measures.words import Method
from trellis.evidence.roster.words import GroupFamily
from trellis.insight.releases import operations
from trellis.insight.releases.models import Release
from trellis.insight.releases.queries import (
    ReadCell,
    cells_of,
    earlier_populations,
    open_release,
    public_releases,
    releases_of,
    releases_seen,
)
from trellis.insight.releases.words import HiddenBecause
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry
from trellis.stats.protect import audit_releases

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def _cell(cells: list[ReadCell], place: str, group: str = "") -> ReadCell:
    return next(cell for cell in cells if (cell.place, cell.group) == (place, group))


def test_a_release_is_numbered_journaled_and_holds_no_hidden_number(world: World) -> None:
    release = world.publish()
    assert release.number == 1
    hidden = release.cells.get(organization=world.cast.lincoln, group="other")
    assert hidden.students is None
    assert hidden.reached is None
    assert release.cells.get(organization=world.cast.district, group="").students == 114
    assert not release.cells.filter(students__gt=0, students__lt=10).exists()
    assert not release.cells.filter(reached__lt=10, students__gt=0).exists()
    entry = JournalEntry.objects.get(object_kind="release", object_id=release.public_id)
    assert entry.data["digest"] == release.digest
    assert release.members.count() == 114
    assert release.attacked > 0


def test_staff_read_numbers_and_families_bands(world: World) -> None:
    release = world.publish()
    staff = cells_of(release, by=world.cast.ana)
    whole = _cell(staff, world.cast.district.name)
    assert whole.students == 114
    assert whole.low == whole.high
    assert whole.low is not None
    family = _cell(cells_of(release, by=world.cast.eli), world.cast.district.name)
    assert family.students is None
    assert (family.at_least, family.at_most) == (100, 299)
    small = _cell(cells_of(release, by=world.cast.eli), world.cast.lincoln.name, "other")
    other = _cell(staff, world.cast.lincoln.name, "other")
    for cell in (small, other):
        assert cell.hidden
        assert (cell.students, cell.at_least, cell.low, cell.high) == (None, None, None, None)


def test_who_reads_and_who_publishes(world: World) -> None:
    release = world.publish()
    assert open_release(by=world.cast.eli, pk=release.public_id) == release
    assert list(releases_of(world.cast.district, by=world.cast.pat)) == [release]
    assert list(releases_of(world.cast.lincoln, by=world.cast.pat)) == [release]
    for person in (world.cast.ana, world.cast.pat, world.cast.eli):
        with pytest.raises(Refused):
            world.publish(by=person)
    world.cast.eli.roles.all().delete()
    with pytest.raises(NotFound):
        open_release(by=world.cast.eli, pk=release.public_id)
    with pytest.raises(NotFound):
        cells_of(release, by=world.cast.eli)
    assert not releases_of(world.cast.district, by=world.cast.eli)


def test_three_students_fewer_in_winter_are_not_given_away(world: World) -> None:
    first = world.publish()
    winter = world.given("Winter 2027", world.students[3:])
    second = world.publish(winter, title="Mathematics, winter")
    assert second.number == 2
    before = first.cells.get(organization=world.cast.district, group="").students
    now = second.cells.get(organization=world.cast.district, group="").students
    assert (before, now) == (114, None)
    assert second.cells.filter(students__gt=0).exists()
    assert audit_releases(earlier_populations(world.cast.district)).passed


def test_the_same_students_again_are_shown_as_before(world: World) -> None:
    first = world.publish()
    second = world.publish(title="Once more")
    assert second.digest == first.digest


def test_too_few_or_wrong_results_are_refused_and_nothing_is_kept(world: World) -> None:
    few = world.given("A handful", world.students[:4])
    with pytest.raises(Invalid, match="too small"):
        world.publish(few)
    with pytest.raises(Invalid, match="Nobody"):
        world.publish(world.given("Empty", []))
    with pytest.raises(Invalid, match="title"):
        world.publish(title=" ")
    with pytest.raises(Invalid, match="fewer than 10"):
        world.publish(threshold=5)
    team = Assessment.objects.create(
        organization=world.cast.district,
        community=world.cast.grade_4,
        title="Exit slip",
        added_at=timezone.now(),
    )
    slip = AssessmentItem.objects.create(assessment=team, position=1, label="1")
    day = Administration.objects.create(assessment=team, school_year=2027)
    with pytest.raises(Invalid, match="whole organization"):
        world.publish(day, item=slip)
    assert not Release.objects.exists()


def test_S0_34_a_withdrawn_release_leaves_the_pages_and_not_the_reckoning(world: World) -> None:
    release = world.publish()
    cast = world.cast
    for person in (cast.ana, cast.pat, cast.eli):
        with pytest.raises(Refused):
            operations.withdraw_release(by=person, release=release, reason="Wrong window")
    with pytest.raises(Invalid):
        operations.withdraw_release(by=cast.dee, release=release, reason=" ")
    operations.withdraw_release(by=cast.dee, release=release, reason="Wrong window")
    with pytest.raises(Conflict):
        operations.withdraw_release(by=cast.dee, release=release, reason="Again")
    with pytest.raises(NotFound):
        cells_of(release, by=cast.dee)
    assert release.cells.exists()
    winter = world.given("Winter 2027", world.students[3:])
    second = world.publish(winter, title="Mathematics, winter")
    assert second.cells.get(organization=cast.district, group="").students is None
    assert stored_tables_hold() == 2


def test_a_preview_shows_what_would_be_published_and_keeps_nothing(world: World) -> None:
    told = {
        "organization": world.cast.district,
        "administration": world.fall,
        "item": world.whole,
        "method": Method.SCALE,
        "cut": Decimal(500),
        "family": GroupFamily.SEX,
    }
    with pytest.raises(Refused):
        operations.preview_release(by=world.cast.pat, **told)  # type: ignore[arg-type]
    preview = operations.preview_release(by=world.cast.dee, **told)  # type: ignore[arg-type]
    assert not Release.objects.exists()
    assert HiddenBecause.SMALL in preview.reasons
    assert HiddenBecause.EARLIER not in preview.reasons
    release = world.publish()
    assert preview.cells == cells_of(release, by=world.cast.dee)
    told["administration"] = world.given("Winter 2027", world.students[3:])
    later = operations.preview_release(by=world.cast.dee, **told)  # type: ignore[arg-type]
    assert HiddenBecause.EARLIER in later.reasons


def test_no_operation_changes_a_release() -> None:
    """One way in, and none to change: a correction is a new release."""
    writing = [
        name for name in vars(operations) if name.split("_")[0] in {"update", "change", "edit", "remove"}
    ]
    assert not writing


def test_S0_34_a_table_opened_to_everyone_is_read_as_the_public_reads_it(world: World) -> None:
    cast, release = world.cast, world.publish()
    with pytest.raises(NotFound):
        open_release(by=None, pk=release.public_id)
    for person in (cast.pat, cast.ana, cast.eli):
        with pytest.raises(Refused):
            operations.open_release_to_everyone(by=person, release=release)
    assert list(public_releases(cast.district)) == []
    operations.open_release_to_everyone(by=cast.dee, release=release)
    with pytest.raises(Conflict):
        operations.open_release_to_everyone(by=cast.dee, release=release)
    read = cells_of(open_release(by=None, pk=release.public_id), by=None)
    assert read == cells_of(release, by=cast.eli), "as families read it"
    assert all(cell.students is None for cell in read)
    assert len(read) == release.cells.count(), "the whole table, never a part of it"
    assert list(public_releases(cast.district)) == [release]
    assert list(public_releases(cast.lincoln)) == []
    entry = JournalEntry.objects.filter(verb="open", object_kind="release").get()
    assert entry.data["digest"] == release.digest


def test_a_withdrawn_table_is_open_to_nobody_and_never_opened(world: World) -> None:
    cast, first, second = world.cast, world.publish(), world.publish(title="Again")
    operations.open_release_to_everyone(by=cast.dee, release=first)
    for release in (first, second):
        operations.withdraw_release(by=cast.dee, release=release, reason="Wrong window")
    with pytest.raises(NotFound):
        open_release(by=None, pk=first.public_id)
    with pytest.raises(Conflict):
        operations.open_release_to_everyone(by=cast.dee, release=second)
    assert list(public_releases(cast.district)) == []


def test_what_is_listed_is_what_opens(world: World) -> None:
    cast = world.cast
    releases = [world.publish(), world.publish(title="Lincoln", organization=cast.lincoln)]
    stranger = Person.objects.create(given_name="Sy", family_name="Stranger")
    for opened in (False, True):
        if opened:
            operations.open_release_to_everyone(by=cast.dee, release=releases[0])
        for person in (cast.ana, cast.dee, cast.pat, cast.eli, stranger):
            opens = []
            for release in releases:
                with suppress(NotFound):
                    opens.append(open_release(by=person, pk=release.public_id))
            assert set(releases_seen(by=person)) == set(opens), person
        assert set(releases_seen(by=stranger)) == set(releases[:opened])
