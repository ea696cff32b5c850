"""The calendar page: who writes it, what it takes, what it refuses."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from trellis.people.places.models import BellPeriod, Holiday, SchoolYear, Term
from trellis.people.places.queries import bell_schedule_of, closed_days, marks_between

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def dee_client(client: Client, cast: Cast) -> Client:
    client.force_login(cast.dee, backend=BACKEND)
    return client


@pytest.mark.parametrize(("name", "status"), [("dee", 200), ("pat", 404), ("ana", 404), ("eli", 404)])
def test_the_calendar_is_written_by_those_who_set_up(
    client: Client, cast: Cast, name: str, status: int
) -> None:
    client.force_login(getattr(cast, name), backend=BACKEND)
    assert client.get(reverse("calendar", args=[cast.lincoln.public_id])).status_code == status
    url = reverse("add-holiday", args=[cast.lincoln.public_id])
    fields = {"holiday-name": "Snow", "holiday-starts_on": "2027-01-11", "holiday-ends_on": "2027-01-11"}
    client.post(url, fields)
    assert Holiday.objects.exists() == (status == 200)


def test_S4_34_days_without_school_hold_for_everything_below(dee_client: Client, cast: Cast) -> None:
    url = reverse("add-holiday", args=[cast.district.public_id])
    fields = {"holiday-name": "Break", "holiday-starts_on": "2027-01-11", "holiday-ends_on": "2027-01-12"}
    assert dee_client.post(url, fields).status_code == 303
    assert closed_days(cast.lincoln, date(2027, 1, 11), date(2027, 1, 15)) == {
        date(2027, 1, 11),
        date(2027, 1, 12),
    }
    backwards = {**fields, "holiday-ends_on": "2027-01-01"}
    assert dee_client.post(url, backwards).status_code == 422
    assert Holiday.objects.count() == 1


def test_a_year_and_its_terms(dee_client: Client, cast: Cast) -> None:
    place = cast.lincoln.public_id
    year = {"year-name": "2030–31", "year-starts_on": "2030-08-19", "year-ends_on": "2031-06-06"}
    assert dee_client.post(reverse("open-school-year", args=[place]), year).status_code == 303
    assert dee_client.post(reverse("open-school-year", args=[place]), year).status_code == 422
    made = SchoolYear.objects.get(organization=cast.lincoln)
    term = {
        "term-year": made.public_id,
        "term-kind": "semester",
        "term-name": "Fall",
        "term-starts_on": "2030-08-19",
        "term-ends_on": "2030-12-20",
    }
    assert dee_client.post(reverse("add-term", args=[place]), term).status_code == 303
    outside = {**term, "term-ends_on": "2031-12-20"}
    assert dee_client.post(reverse("add-term", args=[place]), outside).status_code == 422
    assert Term.objects.count() == 1
    assert "Fall" in dee_client.get(reverse("calendar", args=[place])).content.decode()


def test_S4_39_a_bell_schedule_holds_for_everything_below_that_has_none(
    dee_client: Client, cast: Cast
) -> None:
    url = reverse("add-bell-period", args=[cast.district.public_id])
    fields = {"bell-name": "P1", "bell-begins": "08:00", "bell-ends": "08:50"}
    assert dee_client.post(url, fields).status_code == 303
    assert dee_client.post(url, {**fields, "bell-ends": "07:00"}).status_code == 422
    assert [period.name for period in bell_schedule_of(cast.lincoln)] == ["P1"]
    own = reverse("add-bell-period", args=[cast.lincoln.public_id])
    dee_client.post(own, {**fields, "bell-name": "1", "bell-weekdays": ["0", "2"]})
    assert [(period.name, period.weekdays) for period in bell_schedule_of(cast.lincoln)] == [("1", [0, 2])]
    page = dee_client.get(reverse("calendar", args=[cast.lincoln.public_id])).content.decode()
    assert "8 a.m. to 8:50 a.m., Mon, Wed" in page
    made = BellPeriod.objects.get(organization=cast.lincoln)
    elsewhere = reverse("remove-bell-period", args=[cast.district.public_id, made.public_id])
    assert dee_client.post(elsewhere).status_code == 404
    remove = reverse("remove-bell-period", args=[cast.lincoln.public_id, made.public_id])
    assert dee_client.post(remove).status_code == 303
    assert [period.name for period in bell_schedule_of(cast.lincoln)] == ["P1"]


def test_S4_20_assessment_windows_and_initiatives_are_written_and_taken_off(
    dee_client: Client, cast: Cast
) -> None:
    url = reverse("add-calendar-mark", args=[cast.district.public_id])
    fields = {
        "mark-kind": "assessment",
        "mark-name": "State math test",
        "mark-starts_on": "2027-01-11",
        "mark-ends_on": "2027-01-22",
        "mark-results_on": "2027-02-01",
    }
    assert dee_client.post(url, {**fields, "mark-ends_on": "2027-01-01"}).status_code == 422
    assert dee_client.post(url, fields).status_code == 303
    (mark,) = marks_between(cast.lincoln, date(2027, 2, 1), date(2027, 2, 5))
    page = dee_client.get(reverse("calendar", args=[cast.district.public_id])).content.decode()
    assert "Assessment window, Jan. 11, 2027 to Jan. 22, 2027" in page
    assert "Results from Feb. 1, 2027" in page
    remove = reverse("remove-calendar-mark", args=[cast.district.public_id, mark.public_id])
    assert dee_client.post(remove).status_code == 303
    assert marks_between(cast.lincoln, date(2027, 1, 1), date(2027, 2, 5)) == []
