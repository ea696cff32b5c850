"""The visibility policy as truth tables: the walls of the design, one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.people.access.rules import ACTIONS, VIEWS, may, relations_seeing, view_of
from trellis.people.access.words import Action, ObjectKind, Relation, View

R, K = Relation, ObjectKind
LEADERS = (R.SCHOOL_LEADER, R.DISTRICT_LEADER)
OUTSIDE = (R.FAMILY, R.PARTNER, R.OTHER_DISTRICT, R.ANYONE, R.FORMER_MEMBER)


@pytest.mark.parametrize("kind", list(ObjectKind))
def test_every_kind_has_a_line(kind: ObjectKind) -> None:
    assert VIEWS[kind]


@pytest.mark.parametrize("kind", [K.CYCLE_WORK, K.USE_RECORD, K.MEASURE, K.RESULT])
@pytest.mark.parametrize("relation", [relation for relation in Relation if relation != R.MEMBER])
def test_S0_34_the_work_of_a_team_is_seen_by_its_members_alone(kind: ObjectKind, relation: Relation) -> None:
    assert view_of(kind, {relation}) == View.NOTHING
    assert not any(may(action, kind, {relation}) for action in Action if (kind, action, relation) not in OWN)


#: A person changes their own try log; that is no view of anybody else's.
OWN = {(K.USE_RECORD, Action.UPDATE, R.SELF)}


@pytest.mark.parametrize("relation", LEADERS)
def test_S2_32_leaders_see_goal_and_counts_never_names(relation: Relation) -> None:
    assert view_of(K.GOAL, {relation}) == View.FULL
    assert view_of(K.USE_COUNT, {relation}) == View.COUNT
    assert view_of(K.USE_RECORD, {relation}) == View.NOTHING


@pytest.mark.parametrize("relation", OUTSIDE)
def test_outside_people_see_published_things_only(relation: Relation) -> None:
    seen = {kind for kind in ObjectKind if view_of(kind, {relation}) > View.NOTHING}
    allowed = {K.PUBLIC_PAGE} if relation == R.ANYONE else set()
    if relation in (R.FAMILY, R.PARTNER):
        allowed = {K.ORGANIZATION, K.RELEASE}
    assert seen == allowed


def test_nobody_reads_imports_but_stewards_and_administrators() -> None:
    assert set(relations_seeing(K.IMPORT_RUN)) == {R.DATA_STEWARD, R.ADMINISTRATOR}
    assert may(Action.CREATE, K.IMPORT_RUN, {R.DATA_STEWARD})
    assert not may(Action.CREATE, K.IMPORT_RUN, {R.ADMINISTRATOR, R.DISTRICT_LEADER, R.SCHOOL_LEADER})


def test_whoever_acts_on_something_also_sees_it() -> None:
    for kind, line in ACTIONS.items():
        for action, relations in line.items():
            for relation in relations:
                unseen_but_own = kind == K.USE_RECORD and relation == R.SELF
                public = kind == K.PUBLIC_PAGE
                assert unseen_but_own or public or view_of(kind, {relation}) > View.NOTHING, (kind, action)


@given(
    kind=st.sampled_from(list(ObjectKind)),
    some=st.frozensets(st.sampled_from(list(Relation))),
    more=st.frozensets(st.sampled_from(list(Relation))),
)
def test_another_relation_never_takes_sight_away(
    kind: ObjectKind, some: frozenset[Relation], more: frozenset[Relation]
) -> None:
    assert view_of(kind, some | more) == max(view_of(kind, some), view_of(kind, more))


def test_no_relation_sees_nothing() -> None:
    assert all(view_of(kind, set()) == View.NOTHING for kind in ObjectKind)
