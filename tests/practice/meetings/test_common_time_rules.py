"""Who can come when: zones, lessons, meetings and days off."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from trellis.practice.meetings.rules.common_time import Diary, Lesson, is_free, offers, weigh

#: Two weeks around the end of daylight saving in North America, Monday to Friday.
DAYS = [date(2026, 10, 26) + timedelta(weeks=w, days=d) for w in range(2) for d in range(5)]
PACIFIC, CENTRAL, EASTERN = "America/Los_Angeles", "America/Chicago", "America/New_York"
EVERY_DAY = frozenset(range(5))


def lessons(zone: str, begins: time = time(8), ends: time = time(15)) -> tuple[Lesson, ...]:
    return (Lesson(EVERY_DAY, begins, ends, zone),)


@pytest.mark.parametrize(
    ("hour", "free"), [(6, False), (7, True), (10, True), (17, True), (18, False), (23, False)]
)
def test_nobody_is_asked_before_seven_or_after_six_on_their_own_clock(hour: int, free: bool) -> None:
    begins = (
        datetime(2026, 10, 27, hour + 4, tzinfo=UTC) if hour < 20 else datetime(2026, 10, 28, 3, tzinfo=UTC)
    )
    assert is_free(Diary(1, EASTERN), begins, begins + timedelta(minutes=45)) is free


def test_lessons_meetings_days_off_and_weekends_are_busy() -> None:
    begins = datetime(2026, 10, 27, 17, tzinfo=UTC)  # 10 o'clock on Tuesday in Los Angeles
    ends = begins + timedelta(minutes=45)
    assert is_free(Diary(1, PACIFIC), begins, ends)
    assert not is_free(Diary(1, PACIFIC, lessons=lessons(PACIFIC)), begins, ends)
    wednesdays = (Lesson(frozenset({2}), time(8), time(15), PACIFIC),)
    assert is_free(Diary(1, PACIFIC, lessons=wednesdays), begins, ends)
    assert not is_free(Diary(1, PACIFIC, meetings=((ends - timedelta(minutes=1), ends),)), begins, ends)
    assert is_free(Diary(1, PACIFIC, meetings=((ends, ends + timedelta(hours=1)),)), begins, ends)
    assert not is_free(Diary(1, PACIFIC, days_off=frozenset({date(2026, 10, 27)})), begins, ends)
    saturday = begins + timedelta(days=4)
    assert not is_free(Diary(1, PACIFIC), saturday, saturday + timedelta(minutes=45))


def test_S2_48_three_zones_meet_when_all_three_are_at_work_and_free() -> None:
    diaries = [
        Diary(1, PACIFIC, lessons=lessons(PACIFIC, time(9), time(15))),
        Diary(2, CENTRAL, lessons=lessons(CENTRAL)),
        Diary(3, EASTERN, lessons=lessons(EASTERN)),
    ]
    assert not [one for one in offers(diaries, DAYS, PACIFIC, 45) if len(one.can) == 3]
    early = [Diary(1, PACIFIC, lessons=lessons(PACIFIC, time(8), time(12, 30))), *diaries[1:]]
    best = offers(early, DAYS, PACIFIC, 45)
    assert len(best[0].can) == 3
    assert {one.weekday for one in best if len(one.can) == 3} == EVERY_DAY
    for one in best:
        if len(one.can) == 3:
            assert time(13) <= one.at <= time(14, 15), "from the last bell in Chicago to six in New York"


def test_S2_48_when_clocks_change_on_different_days_an_offer_says_who_is_busy_how_often() -> None:
    london = Diary(2, "Europe/London", lessons=lessons("Europe/London", time(8), time(16)))
    # clocks in London went back on October 25, in Los Angeles on November 1: 8 is 15:00, then 16:00 there
    offer = weigh([Diary(1, PACIFIC), london], 1, time(8), [DAYS[1], DAYS[6]], PACIFIC, 45)
    assert offer.can == (1,)
    assert offer.busy == ((2, 1),)


def test_S0_32_more_people_come_before_a_better_hour_and_offers_do_not_overlap() -> None:
    diaries = [Diary(n, PACIFIC, lessons=lessons(PACIFIC, time(7), time(15, 30))) for n in (1, 2)]
    diaries.append(Diary(3, PACIFIC, lessons=lessons(PACIFIC, time(7), time(16, 30))))
    found = offers(diaries, DAYS, PACIFIC, 60)
    assert [(one.at, len(one.can)) for one in found[:5]] == [(time(16, 30), 3)] * 5
    assert [(one.at, len(one.can)) for one in found[5:]] == [(time(15, 30), 2)] * 3
    assert all(one.busy == ((3, 2),) for one in found[5:])
    by_day: dict[int, list[int]] = {}
    for one in found:
        by_day.setdefault(one.weekday, []).append(one.at.hour * 60 + one.at.minute)
    assert all(abs(a - b) >= 60 for times in by_day.values() for a in times for b in times if a != b)


def test_a_day_without_school_falls_out_and_one_person_alone_is_no_meeting() -> None:
    tuesdays = [day for day in DAYS if day.weekday() == 1]
    assert {one.weekday for one in offers([Diary(1, PACIFIC), Diary(2, PACIFIC)], tuesdays, PACIFIC, 45)} == {
        1
    }
    assert offers([Diary(1, PACIFIC)], DAYS, PACIFIC, 45) == []
