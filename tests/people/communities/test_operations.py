"""People come and go, and what members agree; each change with its rule, journal entry and notice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities import operations
from trellis.people.communities.models import Charter, Community, Membership
from trellis.people.communities.queries import (
    charter_of,
    coverage_of,
    function_of,
    members_of,
    norms_of,
    open_community,
    view_of_community,
)
from trellis.people.communities.words import Cadence, DecisionRule, Discovery, Function, JoinRule
from trellis.people.journal.models import JournalEntry
from trellis.people.journal.operations import broken_link
from trellis.people.notices.models import Notice


def membership(community: Community, person: Person) -> Membership:
    return members_of(community).get(person=person)


def test_S2_54_staff_found_a_community_and_lead_it(cast: Cast) -> None:
    community = operations.found_community(by=cast.cleo, organization=cast.lincoln, name=" Reading circle ")
    assert community.name == "Reading circle"
    assert function_of(cast.cleo, community) == Function.LEAD
    assert JournalEntry.objects.get(verb="community.founded").community_id_seen == community.pk
    assert broken_link() is None


@pytest.mark.parametrize("name", ["eli", "cleo"])
def test_who_is_not_staff_of_the_place_founds_nothing(cast: Cast, name: str) -> None:
    place = cast.lincoln if name == "eli" else cast.washington
    with pytest.raises(Refused):
        operations.found_community(by=getattr(cast, name), organization=place, name="Mine")
    assert not Community.objects.filter(name="Mine").exists()


def test_a_community_needs_a_name(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        operations.found_community(by=cast.ana, organization=cast.lincoln, name="  ")
    assert "name" in refusal.value.fields


def test_a_guide_adds_a_member_who_is_told(cast: Cast) -> None:
    operations.add_member(by=cast.ana, community=cast.grade_4, person=cast.cleo)
    assert function_of(cast.cleo, cast.grade_4) == Function.MEMBER
    assert Notice.objects.get(person=cast.cleo).kind == "membership.started"
    with pytest.raises(Conflict):
        operations.add_member(by=cast.ana, community=cast.grade_4, person=cast.cleo)


def test_a_member_who_does_not_guide_adds_nobody(cast: Cast) -> None:
    with pytest.raises(Refused):
        operations.add_member(by=cast.ben, community=cast.grade_4, person=cast.cleo)
    with pytest.raises(Refused):
        operations.add_member(by=cast.pat, community=cast.grade_4, person=cast.pat)


def test_S2_55_an_outside_expert_comes_for_a_time(cast: Cast) -> None:
    guest = operations.add_member(
        by=cast.ana, community=cast.grade_4, person=cast.eli, function=Function.EXTERNAL_EXPERT
    )
    assert guest.ends_on == timezone.localdate() + timedelta(days=90)
    with pytest.raises(Invalid):
        operations.add_member(
            by=cast.ana,
            community=cast.grade_4,
            person=cast.dee,
            function=Function.GUEST,
            ends_on=timezone.localdate() - timedelta(days=1),
        )


def test_leaving_takes_the_work_away_at_once(cast: Cast) -> None:
    assert view_of_community(cast.ben, cast.grade_4, ObjectKind.CYCLE_WORK) == View.FULL
    operations.end_membership(by=cast.ben, membership=membership(cast.grade_4, cast.ben))
    assert view_of_community(cast.ben, cast.grade_4, ObjectKind.CYCLE_WORK) == View.NOTHING


def test_the_last_guide_cannot_go_before_another_is_named(cast: Cast) -> None:
    own = membership(cast.grade_4, cast.ana)
    with pytest.raises(Conflict):
        operations.end_membership(by=cast.ana, membership=own)
    with pytest.raises(Conflict):
        operations.change_function(by=cast.ana, membership=own, function=Function.MEMBER)
    operations.change_function(
        by=cast.ana, membership=membership(cast.grade_4, cast.ben), function=Function.FACILITATOR
    )
    operations.end_membership(by=cast.ana, membership=own)
    assert function_of(cast.ana, cast.grade_4) is None


def test_someone_asks_is_answered_and_told(cast: Cast) -> None:
    request = operations.ask_to_join(by=cast.cleo, community=cast.grade_4, message="I teach fractions too")
    assert Notice.objects.get(person=cast.ana).kind == "join_request.asked"
    with pytest.raises(Conflict):
        operations.ask_to_join(by=cast.cleo, community=cast.grade_4)
    with pytest.raises(Refused):
        operations.answer_join_request(by=cast.ben, request=request, accept=True)
    operations.answer_join_request(by=cast.ana, request=request, accept=True)
    assert function_of(cast.cleo, cast.grade_4) == Function.MEMBER
    assert Notice.objects.get(person=cast.cleo).kind == "join_request.accepted"
    with pytest.raises(Conflict):
        operations.answer_join_request(by=cast.ana, request=request, accept=False)


def test_a_family_member_cannot_ask_where_only_staff_join(cast: Cast) -> None:
    with pytest.raises(Refused):
        operations.ask_to_join(by=cast.eli, community=cast.grade_4)


def test_one_takes_back_only_the_own_request(cast: Cast) -> None:
    request = operations.ask_to_join(by=cast.cleo, community=cast.grade_4)
    with pytest.raises(NotFound):
        operations.withdraw_join_request(by=cast.ben, request=request)
    operations.withdraw_join_request(by=cast.cleo, request=request)
    assert not cast.grade_4.join_requests.exists()


def test_an_open_community_is_joined_at_once_and_the_guides_are_told(cast: Cast) -> None:
    with pytest.raises(Refused):
        operations.join_community(by=cast.cleo, community=cast.grade_4)
    operations.change_community(
        by=cast.ana,
        community=cast.grade_4,
        name=cast.grade_4.name,
        purpose="",
        discovery=Discovery.SCHOOL,
        join_rule=JoinRule.OPEN,
    )
    operations.join_community(by=cast.cleo, community=cast.grade_4)
    assert function_of(cast.cleo, cast.grade_4) == Function.MEMBER
    assert Notice.objects.get(person=cast.ana).kind == "membership.joined"


def test_an_unlisted_community_is_not_there_for_colleagues(cast: Cast) -> None:
    operations.change_community(
        by=cast.ana,
        community=cast.grade_4,
        name="Quiet",
        purpose="",
        discovery=Discovery.UNLISTED,
        join_rule=JoinRule.INVITE,
    )
    with pytest.raises(NotFound):
        open_community(by=cast.cleo, pk=cast.grade_4.public_id)
    assert open_community(by=cast.pat, pk=cast.grade_4.public_id) == cast.grade_4


def charter(
    cast: Cast,
    by: Person,
    purpose: str = "Every child compares fractions and says why.",
    growth: str = "We study one piece of student work a week.",
) -> Charter:
    return operations.adopt_charter(
        by=by,
        community=cast.grade_4,
        purpose=purpose,
        growth=growth,
        joint_responsibility="All 97 children are ours.",
        family_engagement="A line home every week.",
        alignment="We serve the school goal on explaining.",
        cadence=Cadence.WEEKLY,
        decides_by=DecisionRule.CONSENSUS,
    )


def test_S1_02_a_charter_has_four_commitments_and_keeps_its_versions(cast: Cast) -> None:
    first = charter(cast, cast.ben)
    second = charter(cast, cast.ana, growth="Two pieces a week.")
    assert (first.version, second.version) == (1, 2)
    assert charter_of(cast.grade_4) == second
    assert Charter.objects.get(version=1).growth == "We study one piece of student work a week."
    assert Notice.objects.filter(person=cast.ben, kind="charter.adopted").count() == 1
    cast.grade_4.refresh_from_db()
    assert cast.grade_4.purpose == "Every child compares fractions and says why."


def test_a_charter_needs_a_purpose_and_a_member(cast: Cast) -> None:
    with pytest.raises(Invalid):
        charter(cast, cast.ana, purpose=" ")
    with pytest.raises(Refused):
        charter(cast, cast.pat)
    assert not Charter.objects.exists()


def test_norms_keep_their_date_when_they_are_only_moved(cast: Cast) -> None:
    early = timezone.localdate() - timedelta(days=30)
    operations.agree_norms(
        by=cast.ana, community=cast.grade_4, texts=["We start on time.", "We ask first."], agreed_on=early
    )
    operations.agree_norms(
        by=cast.ben, community=cast.grade_4, texts=["We ask first.", "", "We share the jobs."]
    )
    norms = list(norms_of(cast.grade_4))
    assert [norm.text for norm in norms] == ["We ask first.", "We share the jobs."]
    assert norms[0].agreed_on == early
    assert cast.grade_4.norms.get(text="We start on time.").retired_on == timezone.localdate()


@pytest.mark.parametrize(
    "texts",
    [[], ["  "], [f"Norm {n}" for n in range(11)], ["Same", "same"], ["x" * 256]],
    ids=["none", "blank", "eleven", "twice", "too long"],
)
def test_norms_that_are_refused_change_nothing(cast: Cast, texts: list[str]) -> None:
    with pytest.raises(Invalid):
        operations.agree_norms(by=cast.ana, community=cast.grade_4, texts=texts)
    assert not norms_of(cast.grade_4).exists()


def test_S0_12_a_proposed_team_is_nobodys_until_a_leader_says_yes(cast: Cast) -> None:
    team = operations.propose_community(
        by=None,
        organization=cast.lincoln,
        name="Grade 3 team",
        people=[cast.cleo],
        roster_rule={"grade": "03"},
    )
    assert team is not None
    with pytest.raises(NotFound):
        open_community(by=cast.cleo, pk=team.public_id)
    assert not Notice.objects.exists()
    with pytest.raises(Refused):
        operations.accept_community(by=cast.cleo, community=team)
    operations.accept_community(by=cast.pat, community=team, name="Third grade", lead=cast.cleo)
    assert open_community(by=cast.cleo, pk=team.public_id).name == "Third grade"
    assert function_of(cast.cleo, team) == Function.FACILITATOR
    assert Notice.objects.get(person=cast.cleo).kind == "community.accepted"
    with pytest.raises(Conflict):
        operations.decline_community(by=cast.pat, community=team)


def test_a_declined_proposal_does_not_come_back(cast: Cast) -> None:
    rule = {"course": "algebra"}
    team = operations.propose_community(
        by=None, organization=cast.lincoln, name="Algebra", people=[cast.cleo], roster_rule=rule
    )
    assert team is not None
    operations.decline_community(by=cast.pat, community=team)
    again = operations.propose_community(
        by=None, organization=cast.lincoln, name="Algebra", people=[cast.cleo], roster_rule=rule
    )
    assert again is None


def test_S0_12_coverage_lists_every_educator_who_works_alone(cast: Cast) -> None:
    found = coverage_of(cast.lincoln)
    assert found.educators == 3
    assert found.covered == 2
    assert [row.person for row in found.missing] == [cast.cleo]  # the only one on her team
    operations.add_member(by=cast.cleo, community=cast.grade_5, person=cast.ana)
    assert coverage_of(cast.lincoln).missing == ()


def test_ending_a_community_ends_its_memberships(cast: Cast) -> None:
    with pytest.raises(Refused):
        operations.end_community(by=cast.ben, community=cast.grade_4)
    operations.end_community(by=cast.ana, community=cast.grade_4)
    assert not Membership.objects.filter(community=cast.grade_4, ends_on=None).exists()
    with pytest.raises(Conflict):
        operations.end_community(by=cast.ana, community=cast.grade_4)
