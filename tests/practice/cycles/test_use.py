"""Use first: what was not recorded was not used, as far as anyone knows (S0-47, S4-24)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from tests.practice.world import now, planned, started
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.communities.models import Membership
from trellis.people.communities.words import Function
from trellis.practice.cycles.models import UseRecord
from trellis.practice.cycles.operations.doing import record_use
from trellis.practice.cycles.rules.road import monday_of
from trellis.practice.cycles.rules.use import FEWEST_COUNTED, most, use_summary, weeks_of_use
from trellis.practice.cycles.words import Material, StudentsDid, Used

W1, W2, W3 = (date(2026, 10, 5) + timedelta(weeks=n) for n in range(3))
F, P, N = Used.FULLY, Used.PARTLY, Used.NOT


@pytest.mark.parametrize(
    ("weeks", "used", "share", "last", "used_last"),
    [
        ([], {}, None, None, 0),
        ([W1], {}, 0.0, None, 0),
        ([W1], {(1, W1): F, (2, W1): F}, 1.0, W1, 2),
        ([W1], {(1, W1): F}, 0.5, W1, 1),
        ([W1], {(1, W1): P, (2, W1): P}, 0.5, W1, 2),
        ([W1], {(1, W1): N, (2, W1): N}, 0.0, W1, 0),
        ([W1, W2], {(1, W1): F, (2, W1): F}, 0.5, W1, 2),
        ([W1, W2], {(1, W1): F, (2, W2): P}, 0.375, W2, 1),
        # a former member, and a week that is not over: neither lifts nor lowers the share
        ([W1], {(1, W1): F, (9, W1): F, (1, W3): F}, 0.5, W3, 1),
    ],
)
def test_the_share_is_recorded_use_over_planned_use(
    weeks: list[date], used: dict[tuple[int, date], Used], share: float | None, last: date, used_last: int
) -> None:
    found = use_summary(members={1, 2}, weeks=weeks, used=used)
    assert found.share == share
    assert (found.last_week, found.used_last_week) == (last, used_last)


@given(
    used=st.dictionaries(
        st.tuples(st.integers(1, 6), st.sampled_from([W1, W2, W3])), st.sampled_from(list(Used))
    ),
    members=st.sets(st.integers(1, 4)),
    weeks=st.lists(st.sampled_from([W1, W2, W3])),
)
def test_a_share_lies_between_nothing_and_all(
    used: dict[tuple[int, date], Used], members: set[int], weeks: list[date]
) -> None:
    found = use_summary(members=members, weeks=weeks, used=used)
    assert found.share is None or 0 <= found.share <= 1
    assert (found.share is None) == (not members or not weeks)
    assert found.recorded <= found.members == len(members)
    assert found.used_last_week <= found.recorded


@pytest.mark.parametrize(
    ("share", "percent", "enough"),
    [(None, 1, False), (0.6, 60, True), (0.59999, 60, False), (0.0, 1, False), (1.0, 100, True)],
)
def test_the_limit_itself_is_enough(share: float | None, percent: int, enough: bool) -> None:
    summary = use_summary(members=(), weeks=(), used={})
    assert type(summary)(2, 2, 2, W1, share).enough(percent) is enough


@pytest.mark.parametrize(
    ("part", "whole", "is_most"),
    [(0, 0, False), (1, 1, True), (1, 2, False), (2, 3, True), (2, 4, False), (3, 5, True)],
)
def test_most_is_more_than_half(part: int, whole: int, is_most: bool) -> None:
    assert most(part, whole) is is_most


def test_a_count_of_two_would_point_at_a_person() -> None:
    assert FEWEST_COUNTED == 3


def test_S0_45_the_same_week_again_replaces_it_and_the_same_phone_entry_changes_nothing(cast: Cast) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    week = monday_of(now().date())
    record_use(by=cast.ben, cycle=cycle, week=week, used=Used.PARTLY, client_id="phone-1")
    record_use(by=cast.ben, cycle=cycle, week=week + timedelta(days=2), used=Used.NOT, client_id="phone-1")
    row = UseRecord.objects.get()
    assert (row.used, row.week) == (Used.PARTLY, week)
    record_use(
        by=cast.ben,
        cycle=cycle,
        week=week,
        used=Used.FULLY,
        students_did=StudentsDid.MOST,
        material=Material.PLANNED,
        own_words=" Three lessons. ",
        client_id="phone-2",
    )
    row = UseRecord.objects.get()
    assert (row.used, row.students_did, row.own_words) == (Used.FULLY, StudentsDid.MOST, "Three lessons.")


def test_what_cannot_be_recorded_is_refused_with_a_sentence(cast: Cast) -> None:
    cycle = started(cast)
    today = now().date()
    with pytest.raises(Conflict, match="strategy"):
        record_use(by=cast.ana, cycle=cycle, week=today, used=Used.FULLY)
    planned(cast, cycle)
    with pytest.raises(Invalid, match="before the day of first use"):
        record_use(by=cast.ana, cycle=cycle, week=today - timedelta(weeks=5), used=Used.FULLY)
    with pytest.raises(Invalid, match="still to come"):
        record_use(by=cast.ana, cycle=cycle, week=today + timedelta(weeks=1), used=Used.FULLY)
    for person in (cast.pat, cast.dee, cast.cleo, cast.eli):
        with pytest.raises(NotFound):
            record_use(by=person, cycle=cycle, week=today, used=Used.FULLY)
    Membership.objects.create(
        community=cast.grade_4,
        person=cast.cleo,
        function=Function.EXTERNAL_EXPERT,
        starts_on=today,
        ends_on=today,
    )
    with pytest.raises((Invalid, NotFound)):
        record_use(by=cast.cleo, cycle=cycle, week=today, used=Used.FULLY)
    assert not UseRecord.objects.exists()


def test_S0_35_use_is_summed_week_by_week_over_the_members_of_now() -> None:
    first, second = date(2026, 10, 5), date(2026, 10, 12)
    weeks = weeks_of_use(
        members={1, 2, 3, 4},
        weeks=[second, first],
        used={
            (1, first): (Used.FULLY, StudentsDid.MOST),
            (2, first): (Used.PARTLY, StudentsDid.MOST),
            (3, first): (Used.NOT, None),
            (9, first): (Used.FULLY, StudentsDid.FEW),  # has left
            (1, date(2026, 9, 28)): (Used.FULLY, None),
        },
    )
    assert [(week.week, week.share, week.recorded) for week in weeks] == [
        (first, 1.5 / 4, 3),
        (second, 0.0, 0),
    ]
    assert dict(weeks[0].students) == {StudentsDid.MOST: 2}
