"""Who may and when may, in cycles: truth tables over relations and states."""

import pytest

from trellis.people.access.rules import Standing
from trellis.people.access.words import Relation
from trellis.people.places.words import PolicyProfile
from trellis.practice.cycles.rules.may import (
    may_change_work,
    may_launch_cycle,
    may_publish_story,
    may_read_work,
    may_see_cycle,
    may_see_use_count,
)
from trellis.practice.cycles.words import CycleState

R = Relation
OTHERS = [relation for relation in Relation if relation != R.MEMBER]
SEE_GOALS = {R.MEMBER, R.GUEST_MEMBER, R.SCHOOL_LEADER, R.SCHOOL_STAFF, R.DISTRICT_LEADER, R.DEPARTMENT}
SEE_COUNTS = {R.MEMBER, R.SCHOOL_LEADER, R.DISTRICT_LEADER}


@pytest.mark.parametrize("relation", list(Relation))
def test_S0_34_members_work_and_nobody_else_does(relation: Relation) -> None:
    member = relation == R.MEMBER
    held = {relation}
    assert may_launch_cycle(held) is member
    assert may_read_work(held) is member
    assert may_publish_story(held) is member
    assert may_change_work(held, CycleState.RUNNING) is member
    assert may_change_work(held, CycleState.CLOSED) is False


@pytest.mark.parametrize("relation", list(Relation))
def test_S3_20_who_knows_of_a_cycle_and_of_a_trial(relation: Relation) -> None:
    assert may_see_cycle({relation}, hidden=False) is (relation in SEE_GOALS)
    assert may_see_cycle({relation}, hidden=True) is (relation == R.MEMBER)


@pytest.mark.parametrize("relation", list(Relation))
def test_S2_32_who_reads_a_count_of_use(relation: Relation) -> None:
    assert may_see_use_count({relation}, hidden=False) is (relation in SEE_COUNTS)
    assert may_see_use_count({relation}, hidden=True) is (relation == R.MEMBER)


@pytest.mark.parametrize("relation", OTHERS)
@pytest.mark.parametrize("profile", list(PolicyProfile))
def test_X_04_no_profile_lets_others_into_the_work(relation: Relation, profile: PolicyProfile) -> None:
    assert not may_read_work(Standing({relation}, profile))
    assert not may_see_cycle(Standing({relation}, profile), hidden=True)
