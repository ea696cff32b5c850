"""Pages that list teams take the same number of queries for one team and for three."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.world import first_evidence
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.words import Function
from trellis.practice.cycles.operations.launching import Start, launch_cycle
from trellis.practice.library.operations import load_content
from trellis.practice.library.queries import open_cycle_template


def begin_team(cast: Cast, number: int) -> None:
    """One more team of the school with two people of its own and a running cycle."""
    today = timezone.localdate()
    team = Community.objects.create(
        organization=cast.lincoln, name=f"Team {number}", starts_on=today, accepted_at=timezone.now()
    )
    Membership.objects.create(community=team, person=cast.cleo, function=Function.LEAD, starts_on=today)
    someone = Person.objects.create(given_name=f"Person {number}", family_name="More")
    Membership.objects.create(community=team, person=someone, starts_on=today)
    start = Start(
        name=f"Cycle {number}",
        need="Students count cubes they see.",
        evidence=first_evidence(),
        starts_on=today,
    )
    launch_cycle(by=cast.cleo, community=team, template=open_cycle_template(key="LCM-5"), start=start)


def queries(client: Client, url: str) -> int:
    assert client.get(url).status_code == 200  # the first visit fills what is kept
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("name", "page"),
    [("pat", "today"), ("dee", "today"), ("pat", "open-organization"), ("pat", "coverage"), ("eli", "today")],
)
def test_one_team_or_three_take_the_same_number_of_queries(cast: Cast, name: str, page: str) -> None:
    load_content()
    client = signed_in(getattr(cast, name))
    url = reverse(page) if page == "today" else reverse(page, args=[cast.lincoln.public_id])
    begin_team(cast, 1)
    one = queries(client, url)
    begin_team(cast, 2)
    begin_team(cast, 3)
    assert queries(client, url) == one
