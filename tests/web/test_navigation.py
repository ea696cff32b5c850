"""The links at the foot of every page: those who meet find the protocols there, families do not."""

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.house.matrix.world import signed_in


@pytest.mark.parametrize(("key", "meets"), [("ana", True), ("pat", True), ("dee", True), ("eli", False)])
def test_the_foot_leads_to_what_one_works_with(cast: Cast, key: str, meets: bool) -> None:
    page = signed_in(getattr(cast, key)).get(reverse("today")).content.decode()
    assert (f'href="{reverse("protocols")}"' in page) is meets
    assert f'href="{reverse("who-can-see")}"' in page
