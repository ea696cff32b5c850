"""Who does what for which goal and students; what the team changed; how one student goes on."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.cycles.studies import cycle_in_use, windows
from tests.practice.students.world import planned_groups
from trellis.evidence.roster.models import Student
from trellis.practice.cycles.operations.planning import add_plan_step
from trellis.practice.cycles.operations.speaking import speak
from trellis.practice.cycles.words import VoiceKind
from trellis.practice.students.models import NeedGroup
from trellis.practice.students.operations.cards import let_in
from trellis.practice.students.operations.groups import settle_groups
from trellis.practice.students.queries.changes import changes_of
from trellis.practice.students.queries.sharing import responsibility_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(cast: Cast) -> Client:
    return signed_in(cast.ana)


def page(client: Client, name: str, pk: str) -> str:
    response = client.get(reverse(name, args=[pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_S3_18_no_goal_and_no_group_is_nobodys(cast: Cast, ana: Client) -> None:
    cycle = cycle_in_use(cast)
    team = cast.grade_4.public_id
    assert len(responsibility_of(cast.grade_4).open_rows) == 2
    content = page(ana, "responsibility", team)
    assert "2 of these are nobody’s yet." in content
    assert content.count("Nobody yet") == 2
    assert reverse("plan-steps", args=[cycle.public_id]) in content
    add_plan_step(by=cast.ana, cycle=cycle, text="Make strips", who=cast.ben.public_id, due_on=cycle.ends_on)
    speak(by=cast.ben, cycle=cycle, kind=VoiceKind.TRIES, text="One talk on Monday")
    content = page(ana, "responsibility", team)
    assert "Every goal and every group is somebody’s." in content
    assert "Make strips" in content
    assert "One talk on Monday" in content


def test_S3_18_groups_and_their_teachers_stand_in_the_grid(cast: Cast) -> None:
    regrouping = planned_groups(cast)
    settle_groups(by=cast.ana, regrouping=regrouping, starts_on=timezone.localdate(), ends_on=None)
    grid = responsibility_of(cast.grade_4)
    named = NeedGroup.objects.filter(regrouping=regrouping, places__isnull=False).distinct().count()
    assert len(grid.rows) == named
    assert grid.open_rows == []
    first = grid.rows[0]
    assert first.cells[[person.pk for person in grid.people].index(cast.ana.pk)]


def test_S3_30_the_change_log_tells_what_was_begun_and_regrouped(cast: Cast, ana: Client) -> None:
    cycle_in_use(cast)
    regrouping = planned_groups(cast)
    settle_groups(by=cast.ana, regrouping=regrouping, starts_on=timezone.localdate(), ends_on=None)
    found = changes_of(cast.grade_4)
    assert [change.what for change in found] == [
        "We made new groups: Fractions check",
        "We began: Number-line talk",
    ]
    assert found[0].detail.startswith("12 students in")
    assert "Number-line talk" in page(ana, "changes", cast.grade_4.public_id)


def test_S3_30_a_students_progress_is_seen_inside_the_team_alone(cast: Cast, ana: Client) -> None:
    windows(cast)
    hugo = Student.objects.get(given_name="Hugo")
    content = page(ana, "student-card", hugo.public_id)
    assert "How it goes on" in content
    assert content.index(">480<") < content.index(">489<")
    let_in(
        by=cast.ana,
        pk=hugo.public_id,
        person=cast.cleo.public_id,
        purpose="Choir",
        ends_on=timezone.localdate(),
    )
    assert "How it goes on" not in page(signed_in(cast.cleo), "student-card", hugo.public_id)
    for person in (cast.pat, cast.dee, cast.eli):
        assert signed_in(person).get(reverse("student-card", args=[hugo.public_id])).status_code == 404
