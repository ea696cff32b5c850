"""What the API gives: pages of lists, single things, and nothing that is not on the pages."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.api.conftest import Ask, asking, secret_for
from tests.api.test_door import check_problem
from tests.cast import Cast
from tests.insight.releases.world import World
from tests.practice.world import PROBLEM, SAYS, planned, started
from trellis.insight.releases.operations import withdraw_release
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.queries import history_of_community
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization
from trellis.practice.cycles.models import Cycle, Story
from trellis.practice.cycles.words import Audience


def all_of(ask: Ask, name: str, *words: str, **query: str | int) -> list[dict[str, Any]]:
    """Walk a list from its first page to its last."""
    found: list[dict[str, Any]] = []
    after = ""
    for _turn in range(100):
        page = ask(name, *words, **query, **({"after": after} if after else {})).json()
        found += page["items"]
        if page["next"] is None:
            return found
        after = page["next"]
    raise AssertionError("a list without end")


def test_organizations_in_pages(cast: Cast, ask: Ask) -> None:
    for number in range(7):
        place = Organization.objects.create(kind="school", name=f"School {number}", parent=cast.district)
        Organization.objects.filter(pk=place.pk).update(path=f"{cast.district.path}{place.pk}/")
    whole = all_of(ask, "api-organizations")
    assert len(whole) == 10
    for limit in (1, 3, 9, 10, 11):
        assert all_of(ask, "api-organizations", limit=limit) == whole
    assert whole[0]["parent"] is None
    assert whole[1]["parent"] == cast.district.public_id
    assert ask("api-organization", whole[1]["id"]).json() == whole[1]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", ""])
def test_a_limit_without_sense_is_refused(ask: Ask, limit: str) -> None:
    [error] = check_problem(ask("api-communities", limit=limit), 422)["errors"]
    assert error["where"] == "query.limit"


def test_a_list_does_not_go_on_from_what_is_not_in_it(cast: Cast, ask: Ask) -> None:
    hidden = Community.objects.create(
        organization=cast.washington, name="Hidden", discovery="unlisted", starts_on=timezone.localdate()
    )
    for after in ("nothing-here", hidden.public_id):
        check_problem(ask("api-communities", after=after), 409)


LISTS = ["api-organizations", "api-communities", "api-cycles", "api-stories", "api-tables"]


def queries_of(ask: Ask, name: str, *words: str) -> int:
    ask(name, *words)  # the first read of a day makes its row
    with CaptureQueriesContext(connection) as caught:
        assert ask(name, *words).status_code == 200
    return len(caught)


def told_story(cycle: Cycle, audience: Audience) -> Story:
    story: Story = Story.objects.create(
        cycle=cycle,
        title="What we learned",
        title_es="Lo que aprendimos",
        text="Size first.",
        text_es="Primero el tamaño.",
        audience=audience,
        changed_at=timezone.now(),
        published_at=timezone.now(),
    )
    return story


def copy_of(cycle: Cycle, number: int) -> Cycle:
    """One more cycle with the same road."""
    stages = list(cycle.stages.all())
    dates = ("starts_on", "ends_on", "launched_at")
    fields = (*dates, "community", "template", "name", "launched_by", "problem")
    made: Cycle = Cycle.objects.create(**{field: getattr(cycle, field) for field in fields})
    for stage in stages:
        stage.pk = None
        stage.cycle = made
        stage.save()
    assert made.stages.count() == len(stages) > number >= 0
    return made


def test_three_rows_more_cost_no_query_more(cast: Cast, ask: Ask) -> None:
    cycle = started(cast)
    told_story(cycle, Audience.PUBLIC)
    members = ("api-members", cast.grade_4.public_id)
    history = ("api-history", cast.grade_4.public_id)
    asked = [*((name,) for name in LISTS), members, history]
    before = {words: queries_of(ask, *words) for words in asked}
    for number, person in enumerate((cast.cleo, cast.dee, cast.pat)):
        Community.objects.create(
            organization=cast.lincoln,
            name=f"More {number}",
            starts_on=timezone.localdate(),
            accepted_at=timezone.now(),
        )
        Organization.objects.create(
            kind="school",
            name=f"School {number}",
            parent=cast.washington,
            path=f"{cast.washington.path}9{number}/",
        )
        told_story(copy_of(cycle, number), Audience.SCHOOL)
        Membership.objects.create(
            community=cast.grade_4, person=person, starts_on=timezone.localdate(), added_by=cast.ana
        )
        record(
            by=person,
            verb="charter.adopted",
            object_kind="community",
            object_id=cast.grade_4.public_id,
            community_id=cast.grade_4.pk,
        )
    assert {words: queries_of(ask, *words) for words in asked} == before
    assert len(all_of(ask, "api-cycles")) == 4


def test_a_community_with_its_members_and_history(cast: Cast, ask: Ask) -> None:
    pk = cast.grade_4.public_id
    [line] = [row for row in all_of(ask, "api-communities") if row["id"] == pk]
    assert line == ask("api-community", pk).json()
    assert line["organization"] == {"id": cast.lincoln.public_id, "name": "Lincoln Elementary"}
    assert [row["person"]["name"] for row in all_of(ask, "api-members", pk)] == ["Ana Reyes", "Ben Lee"]
    started(cast)
    whole = all_of(ask, "api-history", pk)
    assert "cycle.started" in {event["verb"] for event in whole}
    assert all(event["who"] == "Ana Reyes" for event in whole)
    assert all_of(ask, "api-history", pk, limit=1) == whole
    times = [event["at"] for event in whole]
    assert times == sorted(times, reverse=True)


def test_lists_are_narrowed(cast: Cast, ask: Ask) -> None:
    started(cast)
    assert len(all_of(ask, "api-communities", organization=cast.lincoln.public_id)) == 2
    assert all_of(ask, "api-communities", organization=cast.washington.public_id) == []
    assert len(all_of(ask, "api-cycles", community=cast.grade_4.public_id)) == 1
    assert all_of(ask, "api-cycles", community=cast.grade_5.public_id) == []
    assert all_of(ask, "api-stories", community=cast.grade_4.public_id) == []


def test_a_cycle_shows_goals_and_steps_and_never_the_work(cast: Cast, ask: Ask) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    [line] = all_of(ask, "api-cycles")
    assert "Grade 4 students" in line["student_goal"]
    response = ask("api-cycle", cycle.public_id)
    said = response.json()
    assert [stage["position"] for stage in said["stages"]] == list(range(1, len(said["stages"]) + 1))
    assert len(said["goals"]) == 2
    assert said["products"]
    for secret in (PROBLEM, SAYS, "We teach the rule before the size."):
        assert secret.encode() not in response.content, "the work inside stays inside, for members too"


def test_a_trial_that_is_not_shown_is_its_teams_alone(cast: Cast, ask: Ask) -> None:
    cycle = started(cast, safe_to_try=True)
    other = asking(secret_for(cast.pat))
    assert len(all_of(ask, "api-cycles")) == 1
    assert all_of(other, "api-cycles") == []
    check_problem(other("api-cycle", cycle.public_id), 404)


def test_a_story_in_both_languages(cast: Cast, ask: Ask) -> None:
    story = told_story(started(cast), Audience.DISTRICT)
    [line] = all_of(ask, "api-stories")
    assert (line["id"], line["title"]) == (story.public_id, "What we learned")
    said = ask("api-story", story.public_id).json()
    assert (said["text"], said["text_es"]) == ("Size first.", "Primero el tamaño.")
    assert said["organization"]["name"] == "Lincoln Elementary"


def test_no_number_of_the_database_leaves(cast: Cast, ask: Ask) -> None:
    told_story(started(cast), Audience.PUBLIC)
    for name in LISTS:
        for row in all_of(ask, name):
            assert len(row["id"]) == 13
            assert "pk" not in row


def test_the_history_is_the_one_of_the_page(cast: Cast) -> None:
    started(cast)
    place = cast.lincoln
    RoleAssignment.objects.create(
        person=cast.cleo,
        organization=place,
        role=Role.SITE_ADMINISTRATOR,
        starts_on=timezone.localdate(),
    )
    seen = {}
    for person in (cast.ben, cast.cleo, cast.pat, cast.dee):
        events = all_of(asking(secret_for(person)), "api-history", cast.grade_4.public_id)
        lines = history_of_community(cast.grade_4, by=person)
        assert [(event["who"], event["what"]) for event in events] == [(row.who, row.what) for row in lines]
        seen[person.called] = {event["who"] for event in events}
    assert seen == {"Ben": {"Ana Reyes"}, "Cleo": {""}, "Pat": set(), "Dee": set()}


def test_C_4_a_table_comes_whole_and_as_its_reader_has_it(cast: Cast, ask: Ask) -> None:
    world = World(cast)
    release = world.publish()
    said = ask("api-table", release.public_id).json()
    assert [cell["place"] for cell in said["cells"]] == [
        cell.organization.name for cell in release.cells.select_related("organization")
    ]
    whole = said["cells"][0]
    assert (whole["count"], whole["is_hidden"]) == (114, False)
    hidden = [cell for cell in said["cells"] if cell["is_hidden"]]
    assert hidden
    assert {
        value for cell in hidden for name, value in cell.items() if name.startswith(("count", "percent"))
    } == {None}
    assert "digest" not in said, "of a small table a digest gives exact numbers away"
    cut = ask("api-table", release.public_id, grade="04", group="other").json()
    assert cut == said, "there is no way to ask for a part"
    withdraw_release(by=cast.dee, release=release, reason="Wrong window")
    assert ask("api-table", release.public_id).json()["cells"] == []
    assert [row["is_withdrawn"] for row in all_of(ask, "api-tables")] == [True]


def test_lists_of_tables_cost_the_same_for_three_as_for_one(cast: Cast, ask: Ask) -> None:
    world = World(cast)
    world.publish()
    one = queries_of(ask, "api-tables")
    for place in (cast.lincoln, cast.washington):
        world.publish(organization=place, title=place.name)
    assert queries_of(ask, "api-tables") == one
