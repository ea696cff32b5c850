"""A place sets from which use on strategies are judged (model 9.4)."""

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from trellis.people.journal.models import JournalEntry
from trellis.practice.cycles.queries.chart import use_first_percent


def test_dee_sets_it_for_the_district_and_it_holds_below(cast: Cast) -> None:
    browser = signed_in(cast.dee)
    url = reverse("set-use-first", args=[cast.district.public_id])
    assert 'value="60"' in browser.get(url).content.decode()
    assert browser.post(url, {"percent": "90"}).status_code == 303
    assert use_first_percent(cast.lincoln) == use_first_percent(cast.district) == 90
    assert 'value="90"' in browser.get(url).content.decode()
    assert url in browser.get(reverse("open-organization", args=[cast.district.public_id])).content.decode()
    assert JournalEntry.objects.filter(verb="use_first.set").count() == 1


@pytest.mark.parametrize("percent", ["0", "101", "-5", "", "half"])
def test_what_is_no_percent_is_refused_with_a_sentence(cast: Cast, percent: str) -> None:
    page = signed_in(cast.dee).post(
        reverse("set-use-first", args=[cast.district.public_id]), {"percent": percent}
    )
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()
    assert use_first_percent(cast.district) == 60


@pytest.mark.parametrize("name", ["ana", "pat", "eli"])
def test_others_find_no_such_page(cast: Cast, name: str) -> None:
    url = reverse("set-use-first", args=[cast.lincoln.public_id])
    assert signed_in(getattr(cast, name)).get(url).status_code == 404
