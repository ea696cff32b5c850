"""A community begins, changes its settings, and ends."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.access.words import Relation
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.queries import function_of
from trellis.people.communities.rules import may_create_community, may_guide_community
from trellis.people.communities.words import CommunityType, Discovery, FormationBasis, Function, JoinRule
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell
from trellis.people.places.models import Organization


def _write_journal(by: Person | None, community: Community, verb: str, **data: object) -> None:
    record(
        by=by,
        verb=f"community.{verb}",
        object_kind="community",
        object_id=community.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data=data,
    )


def _checked_name(name: str) -> str:
    if not name.strip():
        raise Invalid(
            _("Give the community a name that others will recognise."),
            {"name": _("Write a name, for example “Grade 4 team”.")},
        )
    return name.strip()


@transaction.atomic
def found_community(
    *,
    by: Person,
    organization: Organization,
    name: str,
    type: CommunityType = CommunityType.TEAM,
    purpose: str = "",
    formed_by: FormationBasis = FormationBasis.STUDENTS,
    discovery: Discovery = Discovery.SCHOOL,
    join_rule: JoinRule = JoinRule.ASK,
    starts_on: date | None = None,
) -> Community:
    """Start a community by hand; who starts it leads it until the members decide otherwise (S2-54).

    Raises:
        Refused: when the person may not start one at this place.
        Invalid: without a name.
    """
    if not may_create_community(relations_to_place(by, organization)):
        raise Refused(_("Only staff of this place can start a community here."))
    day = starts_on or timezone.localdate()
    community = Community.objects.create(
        organization=organization,
        name=_checked_name(name),
        type=type,
        purpose=purpose.strip(),
        formed_by=formed_by,
        discovery=discovery,
        join_rule=join_rule,
        accepted_at=timezone.now(),
        starts_on=day,
    )
    Membership.objects.create(
        community=community, person=by, function=Function.LEAD, starts_on=day, added_by=by
    )
    _write_journal(by, community, "founded", name=community.name, type=str(type))
    return community


@transaction.atomic
def propose_community(
    *,
    by: Person | None,
    organization: Organization,
    name: str,
    people: Sequence[Person],
    roster_rule: Mapping[str, object],
    formed_by: FormationBasis = FormationBasis.STUDENTS,
    type: CommunityType = CommunityType.TEAM,
    starts_on: date | None = None,
) -> Community | None:
    """Propose a team that grew from the roster (S0-12); nothing when the same rule already made one here.

    The people are only proposed members: nobody is told and nothing can be seen until the team is accepted.
    """
    if Community.objects.filter(organization=organization, roster_rule=dict(roster_rule)).exists():
        return None
    day = starts_on or timezone.localdate()
    community = Community.objects.create(
        organization=organization,
        name=_checked_name(name),
        type=type,
        formed_by=formed_by,
        roster_rule=dict(roster_rule),
        proposed_at=timezone.now(),
        starts_on=day,
    )
    Membership.objects.bulk_create(
        Membership(community=community, person=person, starts_on=day, added_by=by) for person in people
    )
    _write_journal(by, community, "proposed", name=community.name, members=len(people))
    return community


def _check_may_accept(by: Person, community: Community) -> None:
    relations = relations_to_place(by, community.organization)
    allowed = {
        Relation.SCHOOL_LEADER,
        Relation.DISTRICT_LEADER,
        Relation.ADMINISTRATOR,
        Relation.DATA_STEWARD,
    }
    if not allowed & relations:
        raise Refused(_("Only a leader of the school or the district can answer a proposed team."))


@transaction.atomic
def accept_community(
    *, by: Person, community: Community, name: str | None = None, lead: Person | None = None
) -> Community:
    """Turn a proposed team into a real one and tell its members.

    Raises:
        Refused: when the person may not decide this.
        Conflict: when it was answered already.
    """
    _check_may_accept(by, community)
    community = Community.objects.select_for_update().get(pk=community.pk)
    if community.accepted_at is not None or community.ends_on is not None:
        raise Conflict(_("This proposal was already answered."))
    community.accepted_at = timezone.now()
    if name is not None:
        community.name = _checked_name(name)
    community.save(update_fields=["accepted_at", "name"])
    memberships = list(community.memberships.filter(ends_on=None).select_related("person"))
    if lead is not None:
        community.memberships.filter(person=lead, ends_on=None).update(function=Function.FACILITATOR)
    _write_journal(by, community, "accepted", name=community.name, members=len(memberships))
    tell(
        people=[membership.person for membership in memberships if membership.person_id != by.pk],
        kind="community.accepted",
        words={"community": community.name},
        path=f"/communities/{community.public_id}/",
        object_kind="community",
        object_id=community.public_id,
    )
    return community


@transaction.atomic
def decline_community(*, by: Person, community: Community) -> None:
    """Say no to a proposed team; the same rule is not proposed again.

    Raises:
        Refused: when the person may not decide this.
        Conflict: when it was answered already.
    """
    _check_may_accept(by, community)
    community = Community.objects.select_for_update().get(pk=community.pk)
    if community.accepted_at is not None or community.ends_on is not None:
        raise Conflict(_("This proposal was already answered."))
    community.ends_on = timezone.localdate()
    community.save(update_fields=["ends_on"])
    community.memberships.all().delete()
    _write_journal(by, community, "declined", name=community.name)


def check_may_guide(by: Person, community: Community) -> None:
    """Refuse unless the person guides the community.

    Raises:
        Refused: for everybody but leads and facilitators.
    """
    if not may_guide_community(function_of(by, community)):
        raise Refused(_("Only a lead or facilitator of this community can do this."))


@transaction.atomic
def change_community(
    *,
    by: Person,
    community: Community,
    name: str,
    purpose: str,
    discovery: Discovery,
    join_rule: JoinRule,
) -> Community:
    """Change name, purpose, and how the community is found and joined.

    Raises:
        Refused: for everybody but leads and facilitators.
        Invalid: without a name.
    """
    check_may_guide(by, community)
    community.name = _checked_name(name)
    community.purpose = purpose.strip()
    community.discovery, community.join_rule = discovery, join_rule
    community.save(update_fields=["name", "purpose", "discovery", "join_rule"])
    _write_journal(by, community, "changed", discovery=str(discovery), join_rule=str(join_rule))
    return community


@transaction.atomic
def end_community(*, by: Person, community: Community, on: date | None = None) -> Community:
    """End a community: memberships end with it, everything it made stays.

    Raises:
        Refused: for everybody but leads and facilitators.
        Conflict: when it has ended already.
    """
    check_may_guide(by, community)
    if community.ends_on is not None:
        raise Conflict(_("This community has already ended."))
    day = on or timezone.localdate()
    community.ends_on = day
    community.save(update_fields=["ends_on"])
    community.memberships.filter(ends_on=None).update(ends_on=day)
    _write_journal(by, community, "ended", on=day)
    return community
