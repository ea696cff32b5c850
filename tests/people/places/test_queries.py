"""School days and school weeks, against counting by hand (S4-34)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from trellis.kit.errors import Invalid
from trellis.people.places.models import Organization
from trellis.people.places.operations import add_holiday, found_organization, open_school_year
from trellis.people.places.queries import (
    add_school_weeks,
    ancestors_of,
    below,
    district_of,
    school_days,
    school_weeks,
    school_year_of,
)
from trellis.people.places.words import OrganizationKind as Kind

pytestmark = pytest.mark.django_db


def tree() -> tuple[Organization, Organization, Organization]:
    """A state with a district with a school."""
    state = found_organization(by=None, kind=Kind.STATE, name="State")
    district = found_organization(by=None, kind=Kind.DISTRICT, name="Riverbend", parent=state)
    school = found_organization(by=None, kind=Kind.SCHOOL, name="Lincoln", parent=district)
    return state, district, school


def test_the_path_leads_from_the_root_down() -> None:
    state, district, school = tree()
    assert list(ancestors_of(school)) == [state, district]
    assert set(below(district)) == {district, school}
    assert district_of(school) == district
    assert district_of(state) == state


def test_a_kind_in_the_wrong_place_is_refused_and_nothing_is_written() -> None:
    _, _, school = tree()
    with pytest.raises(Invalid):
        found_organization(by=None, kind=Kind.DISTRICT, name="Wrong", parent=school)
    assert not Organization.objects.filter(name="Wrong").exists()


def test_a_school_year_is_inherited_until_the_school_has_its_own() -> None:
    _, district, school = tree()
    shared = open_school_year(
        by=None, organization=district, name="2026-27", starts_on=date(2026, 8, 17), ends_on=date(2027, 6, 4)
    )
    assert school_year_of(school, date(2026, 11, 24)) == shared
    own = open_school_year(
        by=None, organization=school, name="Own", starts_on=date(2026, 8, 24), ends_on=date(2027, 6, 11)
    )
    assert school_year_of(school, date(2026, 11, 24)) == own
    assert school_year_of(district, date(2026, 11, 24)) == shared
    assert school_year_of(school, date(2027, 7, 1)) is None


def test_school_years_of_one_place_do_not_overlap() -> None:
    _, district, _ = tree()
    open_school_year(
        by=None, organization=district, name="A", starts_on=date(2026, 8, 17), ends_on=date(2027, 6, 4)
    )
    with pytest.raises(Invalid):
        open_school_year(
            by=None, organization=district, name="B", starts_on=date(2027, 6, 4), ends_on=date(2028, 6, 4)
        )


def test_S4_34_a_holiday_week_does_not_count_as_a_week_of_work() -> None:
    _, district, school = tree()
    add_holiday(
        by=None,
        organization=district,
        name="Thanksgiving",
        starts_on=date(2026, 11, 23),
        ends_on=date(2026, 11, 27),
    )
    days = school_days(school, date(2026, 11, 16), date(2026, 12, 4))
    assert len(days) == 10
    assert date(2026, 11, 25) not in days
    assert school_weeks(school, date(2026, 11, 16), date(2026, 12, 4)) == [
        date(2026, 11, 16),
        date(2026, 11, 30),
    ]
    assert add_school_weeks(school, date(2026, 11, 16), 2) == date(2026, 12, 4)


def test_a_week_with_one_school_day_left_is_skipped() -> None:
    _, district, school = tree()
    add_holiday(
        by=None, organization=district, name="Break", starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 27)
    )
    assert add_school_weeks(school, date(2026, 11, 16), 2) == date(2026, 12, 4)


def test_less_than_one_week_is_refused() -> None:
    _, _, school = tree()
    with pytest.raises(ValueError, match="at least one week"):
        add_school_weeks(school, date(2026, 11, 16), 0)


class SchoolWeeks(TestCase):
    """Properties that hold for every calendar."""

    @given(
        start=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        weeks=st.integers(1, 20),
        breaks=st.lists(st.tuples(st.integers(0, 150), st.integers(0, 20)), max_size=4),
    )
    def test_the_end_is_a_school_day_and_more_weeks_end_later(
        self, start: date, weeks: int, breaks: list[tuple[int, int]]
    ) -> None:
        school = found_organization(by=None, kind=Kind.SCHOOL, name="School")
        for offset, length in breaks:
            first = start + timedelta(days=offset)
            add_holiday(
                by=None,
                organization=school,
                name="Break",
                starts_on=first,
                ends_on=first + timedelta(days=length),
            )
        end = add_school_weeks(school, start, weeks)
        later = add_school_weeks(school, start, weeks + 1)
        assert start - timedelta(days=start.weekday()) <= end < later
        assert school_days(school, end, end) == [end]
        assert end.weekday() < 5
