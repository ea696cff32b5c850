"""The audit of time: both sides of the balance agree, every week is counted once."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trellis.practice.meetings.rules.audit import Loss, Spent, balance_of, losses_of, weeks_of
from trellis.practice.meetings.words import Lost

MONDAY = date(2026, 9, 7)


def spent(week: int, planned: int, used: int = 0, lost: Lost | None = None, reason: str = "") -> Spent:
    return Spent(MONDAY + timedelta(weeks=week, days=1), planned, used, lost, reason)


MEETINGS = [
    spent(0, 45, 45),
    spent(1, 45, 60),
    spent(2, 45, 30),
    spent(3, 45, 42),
    spent(4, 45, lost=Lost.CANCELLED, reason="Assembly"),
    spent(5, 60, lost=Lost.CANCELLED, reason="Assembly "),
    spent(6, 45, lost=Lost.NOT_BEGUN),
]


def test_S4_39_planned_time_is_accounted_for_to_the_minute() -> None:
    balance = balance_of(MEETINGS)
    assert (balance.planned, balance.over) == (330, 15)
    assert (balance.used, balance.cancelled, balance.not_begun, balance.short) == (177, 105, 45, 18)
    assert balance.is_even


def test_S4_39_lost_time_stands_with_its_reason_the_largest_first() -> None:
    assert losses_of(MEETINGS) == [
        Loss(Lost.CANCELLED, "Assembly", 2, 105),
        Loss(Lost.NOT_BEGUN, "", 1, 45),
        Loss(Lost.SHORT, "", 1, 15),
    ]
    assert losses_of([spent(0, 45, 42)]) == []


minutes = st.integers(0, 300)
any_meeting = st.builds(
    spent,
    st.integers(0, 30),
    minutes,
    minutes,
    st.sampled_from([None, Lost.CANCELLED, Lost.NOT_BEGUN]),
    st.sampled_from(["", "Assembly", "Snow"]),
)


@given(st.lists(any_meeting, max_size=20))
def test_both_sides_always_agree_and_every_week_is_counted_once(meetings: list[Spent]) -> None:
    assert balance_of(meetings).is_even
    last = MONDAY + timedelta(weeks=30, days=4)
    weeks = weeks_of(MONDAY, last, [MONDAY + timedelta(weeks=n) for n in range(0, 31, 2)], meetings)
    assert weeks.met + weeks.lost + weeks.unplanned + weeks.without_school == 31


def test_S4_39_weeks_are_reconciled_with_the_school_calendar() -> None:
    school = [MONDAY + timedelta(weeks=n) for n in (0, 1, 2, 3, 4, 5, 6, 8)]
    weeks = weeks_of(MONDAY + timedelta(days=2), MONDAY + timedelta(weeks=8, days=2), school, MEETINGS)
    assert (weeks.met, weeks.lost, weeks.unplanned, weeks.without_school) == (4, 3, 1, 1)
