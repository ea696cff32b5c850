"""The pages of measures: make one, enter a value, take it back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from trellis.evidence.measures.models import DataPoint, Measure
from trellis.evidence.measures.operations import make_measure, record_data_point
from trellis.evidence.measures.queries import catalogue
from trellis.evidence.measures.queries.catalogue import catalogue_by_area
from trellis.evidence.measures.words import Area, MeasureKind
from trellis.web.cycles.picture import value_words

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_S0_28_a_measure_is_made_and_a_value_entered_and_taken_back(client: Client, cast: Cast) -> None:
    client.force_login(cast.ana, backend=BACKEND)
    url = reverse("make-measure", args=[cast.grade_4.public_id])
    form = client.get(url).context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    assert client.post(url, fields).status_code == 422
    fields |= {"name": "Exit slip", "unit": "percent", "kind": "practical", "better": "higher"}
    response = client.post(url, fields)
    assert response.status_code == 303, response.context["form"].errors
    measure = Measure.objects.get()
    page = reverse("record-data-point", args=[measure.public_id])
    value = {"on": timezone.localdate().isoformat(), "part": "41", "whole": "90"}
    assert client.post(page, value).status_code == 303
    point = DataPoint.objects.get()
    assert round(point.value) == 46
    assert client.post(reverse("take-back-data-point", args=[point.public_id])).status_code == 303
    assert "(41/90)" not in client.get(page).content.decode()


def test_nobody_else_enters_values(client: Client, cast: Cast) -> None:
    for person in (cast.cleo, cast.pat, cast.dee, cast.eli):
        client.force_login(person, backend=BACKEND)
        assert client.get(reverse("make-measure", args=[cast.grade_4.public_id])).status_code == 404


def test_S1_06_a_measure_beyond_tests_is_one_tap_away_and_draws_its_line(client: Client, cast: Cast) -> None:
    client.force_login(cast.ana, backend=BACKEND)
    page = client.get(reverse("measures", args=[cast.grade_4.public_id])).content.decode()
    url = reverse("make-measure", args=[cast.grade_4.public_id])
    assert f"{url}?from=present" in page
    form = client.get(f"{url}?from=present").context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    assert fields["name"] == "Students present"
    assert client.post(url, fields).status_code == 303
    measure = Measure.objects.get()
    for week, part in enumerate((80, 82, 85), start=1):
        record_data_point(
            by=cast.ana,
            measure=measure,
            on=timezone.localdate() - timedelta(weeks=week),
            part=part,
            whole=90,
        )
    listed = client.get(reverse("measures", args=[cast.grade_4.public_id])).context["measures"]
    assert [spark.words.split(",")[0] for _measure, spark in listed] == [value_words(89, "percent")]
    chart = client.get(reverse("record-data-point", args=[measure.public_id])).context["picture"]
    assert [round(point.value) for point in chart.points] == [94, 91, 89]
    assert chart.sentence


def test_S4_17_learning_and_belonging_stand_on_one_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.ana, backend=BACKEND)
    areas = dict(catalogue_by_area())
    wanted = [areas[Area.LEARNING][0], areas[Area.BELONGING][0], areas[Area.ATTENDANCE][0]]
    url = reverse("make-measure", args=[cast.grade_4.public_id])
    for row in wanted:
        form = client.get(f"{url}?from={row.key}").context["form"]
        fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
        assert client.post(url, fields).status_code == 303
        measure = Measure.objects.latest("pk")
        record_data_point(by=cast.ana, measure=measure, on=timezone.localdate(), part=60, whole=90)
    listed = client.get(reverse("measures", args=[cast.grade_4.public_id])).context["measures"]
    assert {measure.name for measure, _spark in listed} == {row.name for row in wanted}
    assert all(spark is not None for _measure, spark in listed), "each with its line and last value"


def test_a_list_of_measures_costs_the_same_with_one_and_with_three(client: Client, cast: Cast) -> None:
    client.force_login(cast.ana, backend=BACKEND)
    url = reverse("measures", args=[cast.grade_4.public_id])
    counts = []
    for wanted in (1, 3):
        while Measure.objects.count() < wanted:
            measure = make_measure(
                by=cast.ana, community=cast.grade_4, name=f"Measure {Measure.objects.count()}"
            )
            record_data_point(by=cast.ana, measure=measure, on=timezone.localdate(), part=3, whole=9)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_S1_06_the_catalogue_reaches_beyond_learning() -> None:
    beyond = {row.key for row in catalogue() if row.area not in {Area.LEARNING, Area.BALANCE}}
    assert len(beyond) >= 6
    assert {row.area for row in catalogue()} == set(Area)
    assert {row.kind for row in catalogue()} == set(MeasureKind)
    assert len({row.key for row in catalogue()}) == len(catalogue())


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (88.9, "percent", "89"),
        (88.5, "percent", "89"),
        (88.4, "percent", "88"),
        (3.45, "mean", "3.5"),
        (3.0, "mean", "3"),
    ],
)
def test_values_are_rounded_and_never_cut_off(value: float, unit: str, words: str) -> None:
    assert value_words(value, unit).split()[0] == words
