"""The visibility policy: one table that the server enforces and that every page shows.

`VIEWS` says how much each relation sees of each kind of object; `ACTIONS` says who may do what. What has no
line is seen and done by nobody. `VIEWS` is the default profile (labor-agreement safe); `CHANGES` says in
which cells the other profiles differ from it. Which profile holds is a matter of the place: it travels with
the relations (`Standing`), so whoever asks about relations asks under the right profile.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Self

from trellis.people.access.words import (
    RAISED_ROLES,
    SCHOOL_LEADER_ROLES,
    Action,
    ObjectKind,
    Relation,
    Role,
    View,
)
from trellis.people.places.words import PolicyProfile

R = Relation
_FULL, _SUMMARY, _COUNT = View.FULL, View.SUMMARY, View.COUNT
_STAFF = (R.SCHOOL_LEADER, R.SCHOOL_STAFF, R.DISTRICT_LEADER, R.DEPARTMENT)


def _line(**views: View) -> Mapping[Relation, View]:
    return MappingProxyType({Relation(name): view for name, view in views.items()})


#: kind of object -> relation -> how much is seen. The widest relation a person has counts.
VIEWS: Mapping[ObjectKind, Mapping[Relation, View]] = MappingProxyType(
    {
        ObjectKind.ORGANIZATION: _line(
            school_leader=_FULL,
            school_staff=_FULL,
            district_leader=_FULL,
            department=_FULL,
            district_staff=_FULL,
            data_steward=_FULL,
            administrator=_FULL,
            guest_member=_SUMMARY,
            family=_SUMMARY,
            partner=_SUMMARY,
        ),
        ObjectKind.PUBLIC_PAGE: _line(anyone=_FULL),
        ObjectKind.DIRECTORY: _line(
            school_leader=_FULL,
            school_staff=_FULL,
            district_leader=_FULL,
            department=_FULL,
            district_staff=_FULL,
            administrator=_FULL,
        ),
        ObjectKind.PERSON_PROFILE: _line(
            self=_FULL,
            member=_FULL,
            school_leader=_FULL,
            school_staff=_FULL,
            district_leader=_SUMMARY,
            department=_SUMMARY,
            district_staff=_SUMMARY,
            administrator=_FULL,
        ),
        ObjectKind.COMMUNITY: _line(
            member=_FULL,
            guest_member=_FULL,
            school_leader=_FULL,
            school_staff=_FULL,
            district_leader=_FULL,
            department=_SUMMARY,
            district_staff=_SUMMARY,
            administrator=_FULL,
        ),
        ObjectKind.COVERAGE: _line(
            school_leader=_FULL,
            district_leader=_FULL,
            administrator=_FULL,
            data_steward=_FULL,
        ),
        ObjectKind.GOAL: _line(
            member=_FULL,
            guest_member=_SUMMARY,
            school_leader=_FULL,
            school_staff=_FULL,
            district_leader=_FULL,
            department=_SUMMARY,
        ),
        ObjectKind.CYCLE_WORK: _line(member=_FULL),
        ObjectKind.USE_RECORD: _line(member=_FULL),
        ObjectKind.USE_COUNT: _line(
            member=_FULL,
            school_leader=_COUNT,
            district_leader=_COUNT,
        ),
        ObjectKind.MEASURE: _line(member=_FULL),
        ObjectKind.RESULT: _line(member=_FULL),
        ObjectKind.MEETING: _line(
            member=_FULL,
            guest_member=_SUMMARY,
            school_leader=_SUMMARY,
            district_leader=_COUNT,
        ),
        ObjectKind.MEETING_WORK: _line(member=_FULL),
        # the widest reach a team can choose; leaders read it only when the team says so
        ObjectKind.HELP_ASK: _line(
            member=_FULL,
            school_staff=_FULL,
            department=_FULL,
            district_staff=_FULL,
        ),
        ObjectKind.STORY: _line(
            member=_FULL,
            guest_member=_FULL,
            school_leader=_FULL,
            school_staff=_FULL,
            district_leader=_FULL,
            department=_FULL,
            district_staff=_FULL,
        ),
        ObjectKind.SURVEY: _line(
            member=_FULL,
            guest_member=_SUMMARY,
            school_leader=_FULL,
            district_leader=_FULL,
        ),
        ObjectKind.SURVEY_RESULT: _line(
            member=_FULL,
            school_leader=_SUMMARY,
            district_leader=_SUMMARY,
        ),
        ObjectKind.RELEASE: _line(
            school_leader=_FULL,
            school_staff=_FULL,
            district_leader=_FULL,
            department=_FULL,
            district_staff=_FULL,
            data_steward=_FULL,
            administrator=_FULL,
            family=_SUMMARY,
            partner=_SUMMARY,
        ),
        ObjectKind.IMPORT_RUN: _line(data_steward=_FULL, administrator=_SUMMARY),
        ObjectKind.ACADEMIC_STANDARD: _line(
            member=_FULL,
            school_leader=_FULL,
            school_staff=_FULL,
            district_leader=_FULL,
            department=_FULL,
            district_staff=_FULL,
            data_steward=_FULL,
            administrator=_FULL,
        ),
        ObjectKind.STUDENT: _line(member=_FULL, data_steward=_SUMMARY),
        ObjectKind.NEED_GROUP: _line(member=_FULL),
        # whoever else needs a student's card is let in by name, for a purpose and a time (CardRight)
        ObjectKind.SUPPORT: _line(member=_FULL, school_leader=_COUNT, district_leader=_COUNT),
        ObjectKind.STRATEGY_CARD: _line(member=_FULL),
        ObjectKind.JOURNAL: _line(member=_FULL, administrator=_SUMMARY),
        ObjectKind.ROLE: _line(
            self=_FULL,
            school_leader=_FULL,
            school_staff=_FULL,
            district_leader=_FULL,
            department=_FULL,
            administrator=_FULL,
            data_steward=_FULL,
        ),
        ObjectKind.SETTING: _line(administrator=_FULL, district_leader=_FULL),
    }
)


DEFAULT_PROFILE = PolicyProfile.LABOR_AGREEMENT_SAFE

#: profile -> kind of object -> the cells in which it differs from `VIEWS`. The work of a team, its try logs
#: by person, its measures and its students' results are its members' under every profile (a test holds that).
CHANGES: Mapping[PolicyProfile, Mapping[ObjectKind, Mapping[Relation, View]]] = MappingProxyType(
    {
        PolicyProfile.LABOR_AGREEMENT_SAFE: MappingProxyType({}),
        # goals reach the leaders who answer for the team, and nobody counts who used what
        PolicyProfile.STRICTER: MappingProxyType(
            {
                ObjectKind.GOAL: _line(school_staff=View.NOTHING, department=View.NOTHING),
                ObjectKind.USE_COUNT: _line(school_leader=View.NOTHING, district_leader=View.NOTHING),
                ObjectKind.MEETING: _line(district_leader=View.NOTHING),
                ObjectKind.SUPPORT: _line(school_leader=View.NOTHING, district_leader=View.NOTHING),
            }
        ),
        # what a state asks of a district in improvement: that teams work, on which goals, how many take part
        PolicyProfile.STATE_REPORTING: MappingProxyType(
            {
                ObjectKind.COMMUNITY: _line(state=_SUMMARY),
                ObjectKind.GOAL: _line(state=_SUMMARY, data_steward=_SUMMARY),
                ObjectKind.USE_COUNT: _line(state=_COUNT, data_steward=_COUNT, department=_COUNT),
            }
        ),
    }
)


class Standing(frozenset[Relation]):
    """How a person stands to a place or a community, with the policy profile that holds there."""

    profile: PolicyProfile

    def __new__(cls, relations: Iterable[Relation] = (), profile: PolicyProfile = DEFAULT_PROFILE) -> Self:
        """Put relations under a profile."""
        made = super().__new__(cls, relations)
        made.profile = profile
        return made

    def __or__(self, other: AbstractSet[Relation]) -> "Standing":  # type: ignore[override]
        """Add relations; the profile stays."""
        return Standing(frozenset(self) | other, self.profile)


def _may(**relations: Iterable[Relation]) -> Mapping[Action, frozenset[Relation]]:
    return MappingProxyType({Action(name): frozenset(who) for name, who in relations.items()})


#: kind of object -> action beyond seeing -> who may. Finer rules (a function, a state) are in the rooms' own
#: rules and only ever narrow this table.
ACTIONS: Mapping[ObjectKind, Mapping[Action, frozenset[Relation]]] = MappingProxyType(
    {
        ObjectKind.ORGANIZATION: _may(create={R.ADMINISTRATOR}, update={R.ADMINISTRATOR}),
        ObjectKind.PUBLIC_PAGE: _may(
            update={R.ADMINISTRATOR, R.DISTRICT_LEADER, R.SCHOOL_LEADER},
            share={R.ADMINISTRATOR, R.DISTRICT_LEADER, R.SCHOOL_LEADER},
        ),
        ObjectKind.PERSON_PROFILE: _may(update={R.SELF}),
        ObjectKind.COMMUNITY: _may(
            create={*_STAFF, R.ADMINISTRATOR},
            update={R.MEMBER},
            transition={R.MEMBER, R.ADMINISTRATOR},
        ),
        ObjectKind.GOAL: _may(create={R.MEMBER}, update={R.MEMBER}),
        ObjectKind.CYCLE_WORK: _may(
            create={R.MEMBER}, update={R.MEMBER}, transition={R.MEMBER}, share={R.MEMBER}
        ),
        ObjectKind.USE_RECORD: _may(create={R.MEMBER}, update={R.SELF}),
        ObjectKind.MEASURE: _may(create={R.MEMBER}, update={R.MEMBER}, export={R.MEMBER}),
        ObjectKind.RESULT: _may(create={R.MEMBER}, update={R.MEMBER}, export={R.MEMBER}),
        ObjectKind.MEETING: _may(create={R.MEMBER}, update={R.MEMBER}, transition={R.MEMBER}),
        ObjectKind.MEETING_WORK: _may(create={R.MEMBER}, update={R.MEMBER}, share={R.MEMBER}),
        ObjectKind.NEED_GROUP: _may(create={R.MEMBER}, update={R.MEMBER}, transition={R.MEMBER}),
        ObjectKind.SUPPORT: _may(create={R.MEMBER}, update={R.MEMBER}, share={R.MEMBER}),
        ObjectKind.STRATEGY_CARD: _may(create={R.MEMBER}),
        ObjectKind.HELP_ASK: _may(create={R.MEMBER}, update={R.MEMBER}, transition={R.MEMBER}),
        ObjectKind.STORY: _may(create={R.MEMBER}, share={R.MEMBER}),
        ObjectKind.SURVEY: _may(create={R.MEMBER}, update={R.MEMBER}, transition={R.MEMBER}),
        ObjectKind.RELEASE: _may(
            create={R.DATA_STEWARD, R.DISTRICT_LEADER},
            transition={R.DATA_STEWARD, R.DISTRICT_LEADER},
            share={R.DATA_STEWARD, R.DISTRICT_LEADER},
        ),
        ObjectKind.ACADEMIC_STANDARD: _may(create={R.DATA_STEWARD}, update={R.DATA_STEWARD}),
        ObjectKind.IMPORT_RUN: _may(
            create={R.DATA_STEWARD}, transition={R.DATA_STEWARD}, export={R.DATA_STEWARD}
        ),
        ObjectKind.ROLE: _may(
            create={R.ADMINISTRATOR, R.DISTRICT_LEADER}, update={R.ADMINISTRATOR, R.DISTRICT_LEADER}
        ),
        ObjectKind.SETTING: _may(update={R.ADMINISTRATOR, R.DISTRICT_LEADER}),
    }
)


def profile_of(relations: Iterable[Relation]) -> PolicyProfile:
    """Return the profile that these relations are under; relations without a place are under the default."""
    return relations.profile if isinstance(relations, Standing) else DEFAULT_PROFILE


def line_of(kind: ObjectKind, profile: PolicyProfile = DEFAULT_PROFILE) -> Mapping[Relation, View]:
    """Return who sees how much of objects of this kind under a profile."""
    return {**VIEWS.get(kind, {}), **CHANGES[profile].get(kind, {})}


def view_of(kind: ObjectKind, relations: Iterable[Relation]) -> View:
    """Return how much someone in these relations sees of an object of this kind: the widest one counts.

    Under the profile that the relations carry (`Standing`).
    """
    line = line_of(kind, profile_of(relations))
    return max((line.get(relation, View.NOTHING) for relation in relations), default=View.NOTHING)


def sees(kind: ObjectKind, relations: Iterable[Relation], at_least: View = View.SUMMARY) -> bool:
    """Say whether these relations see at least this much of an object of this kind."""
    return view_of(kind, relations) >= at_least


def may(action: Action, kind: ObjectKind, relations: Iterable[Relation]) -> bool:
    """Say whether someone in these relations may do this with an object of this kind.

    Seeing (`LIST`, `READ`) follows from `VIEWS`; the other actions from `ACTIONS`.
    """
    if action == Action.LIST:
        return view_of(kind, relations) >= View.COUNT
    if action == Action.READ:
        return view_of(kind, relations) >= View.SUMMARY
    return bool(ACTIONS.get(kind, {}).get(action, frozenset()).intersection(relations))


def relations_seeing(
    kind: ObjectKind, at_least: View = View.SUMMARY, profile: PolicyProfile = DEFAULT_PROFILE
) -> list[Relation]:
    """Return the relations that see at least this much of this kind, in the order of the vocabulary."""
    line = line_of(kind, profile)
    return [relation for relation in Relation if line.get(relation, View.NOTHING) >= at_least]


#: who grants -> which roles. The relation is the one to the place where the role is granted. Nobody grants
#: anything to themself (`may_grant_role`); who has no line grants nothing.
GRANTS: Mapping[Relation, frozenset[Role]] = MappingProxyType(
    {
        R.ADMINISTRATOR: frozenset(Role),
        R.DISTRICT_LEADER: frozenset(Role) - RAISED_ROLES,
    }
)


def grantable_roles(relations: Iterable[Relation]) -> frozenset[Role]:
    """Return the roles that someone in these relations to a place may grant and end there."""
    held = list(relations)
    if not may(Action.CREATE, ObjectKind.ROLE, held):
        return frozenset()
    return frozenset().union(*(GRANTS.get(relation, frozenset()) for relation in held))


def may_grant_role(role: Role, relations: Iterable[Relation], *, to_self: bool) -> bool:
    """Say whether someone may give this role; never to themself, so that nobody raises themself."""
    return not to_self and role in grantable_roles(relations)


def is_raised(role: str) -> bool:
    """Say whether a role stands above a teacher's: granting it is told to the other administrators."""
    return role in RAISED_ROLES


def has_double_role(roles: Iterable[str]) -> bool:
    """Say whether someone would both see practice in trust and evaluate the same people (threat 7)."""
    held = set(roles)
    return Role.COACH in held and bool(held & SCHOOL_LEADER_ROLES)


#: From the loosest to the strictest.
STRICTNESS = (PolicyProfile.STATE_REPORTING, PolicyProfile.LABOR_AGREEMENT_SAFE, PolicyProfile.STRICTER)
#: A loosening holds at the earliest so many days after everyone affected was told.
NOTICE_DAYS = 14


def is_loosening(before: PolicyProfile, after: PolicyProfile) -> bool:
    """Say whether a change of profile lets more be seen than before."""
    return STRICTNESS.index(after) < STRICTNESS.index(before)
