"""When mail goes out: never in quiet hours, never lost, over clock changes in both directions."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trellis.people.notices.models import NoticePreference
from trellis.people.notices.rules import is_quiet, leaves_time, next_mail_moment
from trellis.people.notices.words import Delivery

PACIFIC = ZoneInfo("America/Los_Angeles")
ZONES = st.sampled_from(
    [
        "America/Los_Angeles",
        "America/Phoenix",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "UTC",
        "Asia/Kolkata",
    ]
)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
# the nights around both clock changes of 2026 in the Americas and of Lord Howe, and any other day
MOMENTS = st.sampled_from(
    [
        ("2026-01-01", 700),
        ("2026-03-07", 3),
        ("2026-10-31", 3),
        ("2026-04-04", 2),
        ("2026-10-03", 2),
    ]
).flatmap(
    lambda span: st.integers(0, span[1] * 86_400).map(
        lambda seconds: datetime.fromisoformat(f"{span[0]}T00:00+00:00") + timedelta(seconds=seconds)
    )
)


def preference(delivery: Delivery = Delivery.DIGEST, **more: object) -> NoticePreference:
    return NoticePreference(delivery=delivery, **more)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PACIFIC)


@settings(deadline=None)
@given(
    now=MOMENTS,
    zone=ZONES,
    delivery=st.sampled_from([Delivery.AT_ONCE, Delivery.DIGEST]),
    hour=st.integers(0, 23),
    quiet_from=TIMES,
    quiet_until=TIMES,
    weekends=st.booleans(),
)
def test_mail_is_never_due_in_the_past_nor_in_quiet_hours(
    now: datetime,
    zone: str,
    delivery: Delivery,
    hour: int,
    quiet_from: time,
    quiet_until: time,
    weekends: bool,
) -> None:
    assume(leaves_time(quiet_from, quiet_until))
    wish = preference(
        delivery, digest_hour=hour, quiet_from=quiet_from, quiet_until=quiet_until, quiet_weekends=weekends
    )
    due = next_mail_moment(wish, now, ZoneInfo(zone))
    assert due is not None
    assert now <= due <= now + timedelta(days=5)
    assert not is_quiet(wish, due.astimezone(ZoneInfo(zone)))


@settings(deadline=None)
@given(now=MOMENTS, zone=ZONES)
def test_who_wants_no_mail_gets_none(now: datetime, zone: str) -> None:
    assert next_mail_moment(preference(Delivery.NONE), now, ZoneInfo(zone)) is None


@settings(deadline=None)
@given(now=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_waiting_longer_never_makes_mail_come_earlier(now: datetime, later: timedelta) -> None:
    for delivery in (Delivery.AT_ONCE, Delivery.DIGEST):
        wish = preference(delivery)
        first = next_mail_moment(wish, now, PACIFIC)
        second = next_mail_moment(wish, now + later, PACIFIC)
        assert first is not None
        assert second is not None
        assert first <= second


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-04T12:00", "2026-03-05T06:30"),  # the digest hour, 6:00, is quiet by default
        (
            "2026-03-06T12:00",
            "2026-03-09T06:30",
        ),  # Friday noon: Monday morning, over the change to summer time
        ("2026-10-30T12:00", "2026-11-02T06:30"),  # and over the change back
    ],
)
def test_the_digest_comes_on_the_next_quiet_free_morning(now: str, due: str) -> None:
    assert next_mail_moment(preference(), local(now), PACIFIC) == local(due)


def test_an_hour_that_the_clock_skips_comes_just_after_the_jump() -> None:
    wish = preference(Delivery.AT_ONCE, quiet_until=time(2, 30), quiet_weekends=False)
    due = next_mail_moment(wish, local("2026-03-08T01:00"), PACIFIC)
    assert due == datetime(2026, 3, 8, 10, 30, tzinfo=UTC)  # 3:30 in summer time: 2:30 does not exist


def test_an_hour_that_the_clock_repeats_is_quiet_both_times() -> None:
    wish = preference(Delivery.AT_ONCE, quiet_until=time(2, 0), quiet_weekends=False)
    second_half_past_one = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
    assert next_mail_moment(wish, second_half_past_one, PACIFIC) == datetime(2026, 11, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "enough"),
    [
        (time(18), time(6, 30), True),
        (time(0), time(0), True),
        (time(18), time(17, 59), False),
        (time(0), time(23, 45), False),
        (time(0), time(23, 30), True),
    ],
)
def test_quiet_hours_leave_half_an_hour(quiet_from: time, quiet_until: time, enough: bool) -> None:
    assert leaves_time(quiet_from, quiet_until) is enough
