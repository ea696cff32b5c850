"""The pages of measures: make one, enter a value, take it back."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from trellis.evidence.measures.models import DataPoint, Measure

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
