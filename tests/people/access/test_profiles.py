"""Policy profiles change the table itself: for single things, lists, chips and pages (S2-32, X-04)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from tests.practice.world import started
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.access.models import PolicyChange, RoleAssignment
from trellis.people.access.operations import announce_policy_change
from trellis.people.access.queries import (
    changes_of_view,
    coming_policy_change,
    organizations_seen,
    policy_profile_of,
    relations_to_place,
)
from trellis.people.access.rules import CHANGES, STRICTNESS, VIEWS, Standing, is_loosening, line_of, view_of
from trellis.people.access.words import ObjectKind, Relation, Role, View
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import communities_seen, view_of_community, who_can_see
from trellis.people.notices.models import Notice
from trellis.people.places.models import Organization
from trellis.people.places.words import PolicyProfile
from trellis.practice.cycles.queries.seeing import cycles_seen, open_cycle

P, K, R, V = PolicyProfile, ObjectKind, Relation, View
SAFE, STRICTER, STATE = P.LABOR_AGREEMENT_SAFE, P.STRICTER, P.STATE_REPORTING


def put_in_force(place: Organization, profile: PolicyProfile, by: Person, on: date | None = None) -> None:
    """A change that was announced long enough ago."""
    day = on or timezone.localdate()
    PolicyChange.objects.create(
        organization=place,
        profile=profile,
        reason="Agreed with the association.",
        announced_at=timezone.now() - timedelta(days=30),
        effective_on=day,
        changed_by=by,
    )


#: Every cell in which a profile differs from the default, written down by hand.
DIFFERENT = [
    (STRICTER, K.GOAL, R.SCHOOL_STAFF, V.FULL, V.NOTHING),
    (STRICTER, K.GOAL, R.DEPARTMENT, V.SUMMARY, V.NOTHING),
    (STRICTER, K.USE_COUNT, R.SCHOOL_LEADER, V.COUNT, V.NOTHING),
    (STRICTER, K.USE_COUNT, R.DISTRICT_LEADER, V.COUNT, V.NOTHING),
    (STRICTER, K.MEETING, R.DISTRICT_LEADER, V.COUNT, V.NOTHING),
    (STRICTER, K.SUPPORT, R.SCHOOL_LEADER, V.COUNT, V.NOTHING),
    (STRICTER, K.SUPPORT, R.DISTRICT_LEADER, V.COUNT, V.NOTHING),
    (STATE, K.COMMUNITY, R.STATE, V.NOTHING, V.SUMMARY),
    (STATE, K.GOAL, R.STATE, V.NOTHING, V.SUMMARY),
    (STATE, K.GOAL, R.DATA_STEWARD, V.NOTHING, V.SUMMARY),
    (STATE, K.USE_COUNT, R.STATE, V.NOTHING, V.COUNT),
    (STATE, K.USE_COUNT, R.DATA_STEWARD, V.NOTHING, V.COUNT),
    (STATE, K.USE_COUNT, R.DEPARTMENT, V.NOTHING, V.COUNT),
]
#: What stays with those who did it, whatever a district decides.
NEVER_LOOSENED = (
    K.CYCLE_WORK,
    K.USE_RECORD,
    K.MEASURE,
    K.RESULT,
    K.MEETING_WORK,
    K.NEED_GROUP,
    K.STRATEGY_CARD,
)


@pytest.mark.parametrize(("profile", "kind", "relation", "before", "after"), DIFFERENT)
def test_X_04_each_cell_of_a_profile(
    profile: PolicyProfile, kind: ObjectKind, relation: Relation, before: View, after: View
) -> None:
    assert view_of(kind, Standing({relation}, SAFE)) == before
    assert view_of(kind, {relation}) == before
    assert view_of(kind, Standing({relation}, profile)) == after
    assert view_of(kind, Standing(set(), profile) | {relation}) == after


@pytest.mark.parametrize("profile", [STRICTER, STATE])
def test_X_04_the_profiles_differ_in_these_cells_alone(profile: PolicyProfile) -> None:
    listed = {(kind, relation) for own, kind, relation, _b, _a in DIFFERENT if own == profile}
    assert {(change.kind, change.relation) for change in changes_of_view(SAFE, profile)} == listed


def test_the_order_of_strictness_is_true_in_every_cell() -> None:
    for looser, stricter in pairwise(STRICTNESS):
        assert is_loosening(stricter, looser)
        assert not is_loosening(looser, stricter)
        for kind in K:
            for relation in R:
                less = line_of(kind, stricter).get(relation, V.NOTHING)
                assert less <= line_of(kind, looser).get(relation, V.NOTHING), (kind, relation)


@pytest.mark.parametrize("kind", NEVER_LOOSENED)
@pytest.mark.parametrize("profile", list(P))
def test_no_profile_opens_the_work_of_a_team(kind: ObjectKind, profile: PolicyProfile) -> None:
    assert kind not in CHANGES[profile]
    assert line_of(kind, profile) == VIEWS[kind]


def test_a_profile_holds_below_its_place_and_the_nearest_one_counts(cast: Cast) -> None:
    put_in_force(cast.district, STATE, cast.dee)
    assert policy_profile_of(cast.district) == policy_profile_of(cast.lincoln) == STATE
    put_in_force(cast.lincoln, STRICTER, cast.dee)
    assert policy_profile_of(cast.lincoln) == STRICTER
    assert policy_profile_of(cast.washington) == STATE
    standing = relations_to_place(cast.pat, cast.lincoln)
    assert isinstance(standing, Standing)
    assert standing.profile == STRICTER


def test_stricter_takes_goals_from_other_staff_and_counts_from_leaders(cast: Cast) -> None:
    cycle = started(cast)
    assert open_cycle(by=cast.cleo, pk=cycle.public_id) == cycle
    put_in_force(cast.lincoln, STRICTER, cast.dee)
    with pytest.raises(NotFound):
        open_cycle(by=cast.cleo, pk=cycle.public_id)
    assert cycle not in cycles_seen(by=cast.cleo)
    for leader in (cast.pat, cast.dee, cast.ana):
        assert open_cycle(by=leader, pk=cycle.public_id) == cycle
        assert cycle in cycles_seen(by=leader)
    for leader in (cast.pat, cast.dee):
        assert view_of_community(leader, cast.grade_4, K.USE_COUNT) == V.NOTHING
    assert who_can_see(K.GOAL, cast.grade_4).sentence == "Seen by Grade 4 team, 2 people, and by its leaders"
    assert "leaders see a count" not in who_can_see(K.USE_COUNT, cast.grade_4).sentence


def test_state_reporting_shows_a_state_consultant_teams_and_goals_only(cast: Cast) -> None:
    state = Person.objects.create(given_name="Sam", family_name="State", language="en")
    RoleAssignment.objects.create(
        person=state, organization=cast.district, role=Role.STATE_CONSULTANT, starts_on=date(2020, 1, 1)
    )
    cycle = started(cast)
    browser = signed_in(state)
    address = reverse("open-cycle", args=[cycle.public_id])
    assert browser.get(address).status_code == 404
    assert not communities_seen(by=state).exists()
    put_in_force(cast.district, STATE, cast.dee)
    page = browser.get(address)
    assert page.status_code == 200
    assert "Students see a fraction as two numbers" not in page.content.decode()
    assert browser.get(reverse("open-stage", args=[cycle.public_id, 1])).status_code == 404
    assert set(communities_seen(by=state)) == {cast.grade_4, cast.grade_5}
    assert cycle in cycles_seen(by=state)


@pytest.mark.parametrize("where", ["district", "lincoln", "washington", "lincoln+district"])
@pytest.mark.parametrize("profile", [STRICTER, STATE])
def test_lists_show_what_single_things_show_under_every_profile(
    cast: Cast, profile: PolicyProfile, where: str
) -> None:
    for number, place in enumerate(where.split("+")):
        put_in_force(getattr(cast, place), profile if number == 0 else STATE, cast.dee)
    teams = [cast.grade_4, cast.grade_5]
    for person in (cast.ana, cast.cleo, cast.dee, cast.eli, cast.pat):
        for kind in (K.COMMUNITY, K.GOAL, K.USE_COUNT, K.CYCLE_WORK):
            for at_least in (V.COUNT, V.SUMMARY, V.FULL):
                by_rule = {team.pk for team in teams if view_of_community(person, team, kind) >= at_least}
                listed = communities_seen(by=person, kind=kind, at_least=at_least)
                assert set(listed.values_list("pk", flat=True)) == by_rule, (person, kind, at_least)
        seen = {
            place
            for place in (cast.district, cast.lincoln, cast.washington)
            if view_of(K.ORGANIZATION, relations_to_place(person, place)) >= V.SUMMARY
        }
        assert set(organizations_seen(by=person)) == seen


def test_a_loosening_waits_for_its_day_and_can_be_called_off(cast: Cast) -> None:
    soon = timezone.localdate() + timedelta(days=3)
    with pytest.raises(Invalid):
        announce_policy_change(
            by=cast.dee, organization=cast.district, profile=STATE, reason="A grant.", effective_on=soon
        )
    change = announce_policy_change(
        by=cast.dee, organization=cast.district, profile=STATE, reason="A grant asks for it."
    )
    assert policy_profile_of(cast.lincoln) == SAFE
    assert coming_policy_change(cast.lincoln) == change
    assert policy_profile_of(cast.lincoln, change.effective_on) == STATE
    told = Notice.objects.filter(kind="policy.announced").values_list("person__given_name", flat=True)
    assert set(told) == {"Ana", "Ben", "Cleo", "Dee", "Eli", "Pat"}
    announce_policy_change(by=cast.dee, organization=cast.district, profile=SAFE, reason="The grant is off.")
    assert coming_policy_change(cast.lincoln) is None
    assert policy_profile_of(cast.lincoln, change.effective_on) == SAFE
    with pytest.raises(Conflict):
        announce_policy_change(by=cast.dee, organization=cast.district, profile=SAFE, reason="Once more.")


@pytest.mark.parametrize("profile", list(P))
def test_S2_32_the_page_about_my_principal_is_made_from_the_profile_in_force(
    client: Client, cast: Cast, profile: PolicyProfile
) -> None:
    if profile != SAFE:
        put_in_force(cast.lincoln, profile, cast.dee)
    page = signed_in(cast.ana).get(reverse("what-can-my-principal-see")).content.decode()
    nothing, rest = page.split('id="sees-nothing"')[1].split('id="sees-in-part"')
    real = relations_to_place(cast.pat, cast.lincoln)
    for kind in K:
        label = f">{escape(kind.label)}<"
        unseen = view_of(kind, real) == V.NOTHING
        assert (label in nothing) == unseen, kind
        assert (label in rest) != unseen, kind
    assert str(profile.label) in page


def test_the_policy_page_says_what_a_coming_change_will_change(cast: Cast) -> None:
    change = announce_policy_change(
        by=cast.dee, organization=cast.district, profile=STATE, reason="A grant asks for it."
    )
    page = signed_in(cast.ana).get(reverse("who-can-see")).content.decode()
    coming = page.split('id="coming-changes"')[1]
    assert "A grant asks for it." in page
    for row in changes_of_view(SAFE, P(change.profile)):
        assert f"{escape(row.relation.label)}: {row.after.label} (before: {row.before.label})" in coming
