"""Grants, invitations, leaving, and changes of the policy: who may, and what follows."""

from trellis.people.access.operations.beginning import (
    add_place,
    begin_installation,
    kinds_below,
    may_add_place,
)
from trellis.people.access.operations.calendar import (
    drop_bell_period,
    drop_calendar_mark,
    plan_bell_period,
    plan_calendar_mark,
    plan_holiday,
    plan_school_year,
    plan_term,
)
from trellis.people.access.operations.changes import announce_access_change
from trellis.people.access.operations.invitations import (
    accept_by_district_account,
    accept_invitation,
    invite_newcomer,
    invite_person,
    withdraw_invitation,
)
from trellis.people.access.operations.policy import announce_policy_change
from trellis.people.access.operations.public_pages import change_public_page
from trellis.people.access.operations.roles import end_role, grant_role, leave_organization, remove_person

__all__ = [
    "accept_by_district_account",
    "accept_invitation",
    "add_place",
    "announce_access_change",
    "announce_policy_change",
    "begin_installation",
    "change_public_page",
    "drop_bell_period",
    "drop_calendar_mark",
    "end_role",
    "grant_role",
    "invite_newcomer",
    "invite_person",
    "kinds_below",
    "leave_organization",
    "may_add_place",
    "plan_bell_period",
    "plan_calendar_mark",
    "plan_holiday",
    "plan_school_year",
    "plan_term",
    "remove_person",
    "withdraw_invitation",
]
