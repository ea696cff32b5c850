"""The list filter equals the object rule, on random worlds."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from trellis.people.access.models import RoleAssignment
from trellis.people.access.queries import organizations_seen, relations_to_place
from trellis.people.access.rules import view_of
from trellis.people.access.words import ObjectKind, Relation, Role, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.queries import (
    communities_seen,
    relations_to_community,
    view_of_community,
    who_can_see,
)
from trellis.people.communities.words import Discovery, Function
from trellis.people.places.models import Organization
from trellis.people.places.operations import found_organization
from trellis.people.places.words import OrganizationKind as Kind

TODAY = date(2026, 11, 24)
SPANS = {
    "always": (TODAY - timedelta(days=90), None),
    "ends today": (TODAY - timedelta(days=90), TODAY),
    "ended": (TODAY - timedelta(days=90), TODAY - timedelta(days=1)),
    "not yet": (TODAY + timedelta(days=1), None),
}


def places() -> list[Organization]:
    """A state with two districts; the first has an area, two schools and a department."""
    state = found_organization(by=None, kind=Kind.STATE, name="State")
    first = found_organization(by=None, kind=Kind.DISTRICT, name="First", parent=state)
    second = found_organization(by=None, kind=Kind.DISTRICT, name="Second", parent=state)
    area = found_organization(by=None, kind=Kind.AREA, name="North", parent=first)
    return [
        state,
        first,
        second,
        area,
        found_organization(by=None, kind=Kind.SCHOOL, name="Lincoln", parent=area),
        found_organization(by=None, kind=Kind.SCHOOL, name="Washington", parent=first),
        found_organization(by=None, kind=Kind.DEPARTMENT, name="Curriculum", parent=first),
        found_organization(by=None, kind=Kind.SCHOOL, name="Elsewhere", parent=second),
    ]


role_facts = st.lists(
    st.tuples(st.sampled_from(list(Role)), st.integers(0, 7), st.sampled_from(list(SPANS))), max_size=3
)
membership_facts = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(list(Function)), st.sampled_from(list(SPANS))), max_size=2
)
community_facts = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from(list(Discovery)), st.booleans()), min_size=3, max_size=3
)


class ListEqualsRule(TestCase):
    """``communities_seen(by) == {c : view_of_community(by, c) >= at_least}`` whatever the world."""

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(
        roles=role_facts,
        memberships=membership_facts,
        communities=community_facts,
        active=st.booleans(),
        kind=st.sampled_from(list(ObjectKind)),
        at_least=st.sampled_from([View.COUNT, View.SUMMARY, View.FULL]),
    )
    def test_list_equals_rule(
        self,
        roles: list[tuple[Role, int, str]],
        memberships: list[tuple[int, Function, str]],
        communities: list[tuple[int, Discovery, bool]],
        active: bool,
        kind: ObjectKind,
        at_least: View,
    ) -> None:
        where = places()
        person = Person.objects.create(given_name="Somebody", is_active=active)
        for role, place, span in roles:
            RoleAssignment.objects.create(
                person=person,
                organization=where[place],
                role=role,
                starts_on=SPANS[span][0],
                ends_on=SPANS[span][1],
            )
        made = [
            Community.objects.create(
                organization=where[place],
                name="Team",
                discovery=discovery,
                starts_on=TODAY,
                accepted_at="2026-09-01T00:00:00Z" if accepted else None,
            )
            for place, discovery, accepted in communities
        ]
        for index, function, span in memberships:
            Membership.objects.filter(community=made[index], person=person).delete()
            Membership.objects.create(
                community=made[index],
                person=person,
                function=function,
                starts_on=SPANS[span][0],
                ends_on=SPANS[span][1],
            )
        fresh = list(Community.objects.select_related("organization"))
        by_rule = {c.pk for c in fresh if view_of_community(person, c, kind, TODAY) >= at_least}
        by_list = set(
            communities_seen(by=person, kind=kind, at_least=at_least, on=TODAY).values_list("pk", flat=True)
        )
        assert by_list == by_rule
        seen_places = set(organizations_seen(by=person, on=TODAY))
        assert seen_places == {
            place
            for place in where
            if view_of(ObjectKind.ORGANIZATION, relations_to_place(person, place, TODAY)) >= View.SUMMARY
        }


@pytest.mark.django_db
def test_a_former_member_is_outside_from_the_next_day() -> None:
    school = places()[4]
    team = Community.objects.create(
        organization=school, name="Grade 4 team", starts_on=TODAY, accepted_at="2026-09-01T00:00:00Z"
    )
    person = Person.objects.create(given_name="Former")
    Membership.objects.create(
        community=team, person=person, starts_on=TODAY - timedelta(days=30), ends_on=TODAY
    )
    assert Relation.MEMBER in relations_to_community(person, team, TODAY)
    after = relations_to_community(person, team, TODAY + timedelta(days=1))
    assert Relation.FORMER_MEMBER in after
    assert Relation.MEMBER not in after
    assert view_of_community(person, team, ObjectKind.CYCLE_WORK, TODAY + timedelta(days=1)) == View.NOTHING


@pytest.mark.django_db
def test_the_chip_says_what_the_policy_says() -> None:
    school = places()[4]
    team = Community.objects.create(
        organization=school, name="Grade 4 team", starts_on=TODAY, accepted_at="2026-09-01T00:00:00Z"
    )
    for name in ("Ana", "Ben"):
        Membership.objects.create(
            community=team,
            person=Person.objects.create(given_name=name),
            starts_on=TODAY - timedelta(days=30),
        )
    work = who_can_see(ObjectKind.CYCLE_WORK, team)
    assert work.sentence == "Seen by Grade 4 team, 2 people"
    assert work.people == ("Ana, Ben",)
    assert any("Principal" in line for line in work.never)
    assert who_can_see(ObjectKind.USE_COUNT, team).sentence.endswith("leaders see a count")
    # what leaders see of a meeting is title and time in the school, a number in the district
    meeting = who_can_see(ObjectKind.MEETING, team)
    assert meeting.sentence.endswith("by the school’s leaders in part; the district sees a count")
    assert any(line.startswith("Principal") and line.endswith("a summary") for line in meeting.people)
    assert any(line.startswith("District") and line.endswith("a count") for line in meeting.people)
    assert who_can_see(ObjectKind.SURVEY_RESULT, team).sentence.endswith("and by its leaders in part")
    assert who_can_see(ObjectKind.GOAL, team).sentence == "Seen by all staff of Lincoln"
    assert who_can_see(ObjectKind.PUBLIC_PAGE, team).sentence == "Open to everyone"
