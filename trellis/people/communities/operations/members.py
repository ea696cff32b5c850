"""People come, change their function, and go."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.operations import announce_access_change
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, JoinRequest, Membership, Mentorship
from trellis.people.communities.operations.founding import check_may_guide
from trellis.people.communities.queries import members_of, relations_to_community
from trellis.people.communities.rules import may_ask_to_join, may_join_at_once, needs_end_date
from trellis.people.communities.words import GUIDING, Discovery, Function, JoinRule
from trellis.people.journal.operations import record
from trellis.people.notices.operations import tell


def _write_journal(by: Person | None, membership: Membership, verb: str) -> None:
    """Write that a membership began, changed or ended, and have open sockets ask anew."""
    community = membership.community
    announce_access_change([membership.person])
    record(
        by=by,
        verb=f"membership.{verb}",
        object_kind="community",
        object_id=community.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data={"person": membership.person.public_id, "function": membership.function},
    )


def _path(community: Community) -> str:
    return f"/communities/{community.public_id}/"


def _admit(
    by: Person | None, community: Community, person: Person, function: Function, ends_on: date | None
) -> Membership:
    """Write the membership; the last day of an earlier one may be today, so it is taken up again."""
    today = timezone.localdate()
    current = (
        Membership.objects.select_for_update()
        .filter(community=community, person=person, ends_on=None)
        .first()
    )
    if current is not None:
        raise Conflict(_("%(name)s is already a member.") % {"name": person.full_name})
    if not person.is_active:
        raise Invalid(_("%(name)s has left and cannot become a member.") % {"name": person.full_name})
    membership = Membership.objects.create(
        community=community, person=person, function=function, starts_on=today, ends_on=ends_on, added_by=by
    )
    _write_journal(by, membership, "started")
    return membership


@transaction.atomic
def add_member(
    *,
    by: Person,
    community: Community,
    person: Person,
    function: Function = Function.MEMBER,
    ends_on: date | None = None,
) -> Membership:
    """Add a person and tell them. Guests and external experts get an end date, 90 days if none is given.

    Raises:
        Refused: for everybody but leads and facilitators.
        Conflict: when the person is a member already.
        Invalid: when the person has left, or the end lies in the past.
    """
    check_may_guide(by, community)
    today = timezone.localdate()
    if ends_on is not None and ends_on < today:
        raise Invalid(_("The last day lies in the past."), {"ends_on": _("Choose today or later.")})
    if ends_on is None and needs_end_date(function):
        ends_on = today + timedelta(days=90)
    membership = _admit(by, community, person, function, ends_on)
    tell(
        people=[person],
        kind="membership.started",
        words={"community": community.name, "by": by.full_name},
        path=_path(community),
        object_kind="community",
        object_id=community.public_id,
    )
    return membership


@transaction.atomic
def join_community(*, by: Person, community: Community) -> Membership:
    """Become a member of a community that is open to all who find it.

    Raises:
        Refused: when it is not open, or not to this person.
        Conflict: when the person is a member already.
    """
    relations = relations_to_community(by, community)
    if not may_join_at_once(JoinRule(community.join_rule), Discovery(community.discovery), relations):
        raise Refused(_("This community is not open to join at once."))
    membership = _admit(by, community, by, Function.MEMBER, None)
    tell(
        people=[row.person for row in members_of(community) if row.function in GUIDING],
        kind="membership.joined",
        words={"community": community.name, "person": by.full_name},
        path=_path(community),
        object_kind="community",
        object_id=community.public_id,
    )
    return membership


@transaction.atomic
def ask_to_join(*, by: Person, community: Community, message: str = "") -> JoinRequest:
    """Ask the leads to be taken in.

    Raises:
        Refused: when the community takes no requests from this person.
        Conflict: when the person is a member or has asked already.
    """
    relations = relations_to_community(by, community)
    if not may_ask_to_join(JoinRule(community.join_rule), Discovery(community.discovery), relations):
        raise Refused(_("This community takes new members by invitation only."))
    if members_of(community).filter(person=by).exists():
        raise Conflict(_("You are already a member."))
    if JoinRequest.objects.filter(community=community, person=by, answered_at=None).exists():
        raise Conflict(_("You have asked already; a lead will answer."))
    request = JoinRequest.objects.create(
        community=community, person=by, message=message.strip(), asked_at=timezone.now()
    )
    tell(
        people=[row.person for row in members_of(community) if row.function in GUIDING],
        kind="join_request.asked",
        words={"community": community.name, "person": by.full_name},
        path=f"{_path(community)}members/",
        object_kind="community",
        object_id=community.public_id,
    )
    return request


@transaction.atomic
def withdraw_join_request(*, by: Person, request: JoinRequest) -> None:
    """Take one's own request back.

    Raises:
        NotFound: when it is somebody else's.
        Conflict: when it was answered already.
    """
    if request.person_id != by.pk:
        raise NotFound(_("There is no such request."))
    if request.answered_at is not None:
        raise Conflict(_("The request was already answered."))
    request.delete()


@transaction.atomic
def answer_join_request(*, by: Person, request: JoinRequest, accept: bool) -> JoinRequest:
    """Say yes or no to a request and tell the person.

    Raises:
        Refused: for everybody but leads and facilitators.
        Conflict: when it was answered already.
    """
    community = request.community
    check_may_guide(by, community)
    request = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if request.answered_at is not None:
        raise Conflict(_("Someone has answered this request already."))
    request.answered_at, request.answered_by, request.accepted = timezone.now(), by, accept
    request.save(update_fields=["answered_at", "answered_by", "accepted"])
    if accept:
        _admit(by, community, request.person, Function.MEMBER, None)
    tell(
        people=[request.person],
        kind="join_request.accepted" if accept else "join_request.declined",
        words={"community": community.name},
        path=_path(community),
        object_kind="community",
        object_id=community.public_id,
    )
    return request


def _other_guides(membership: Membership) -> int:
    return members_of(membership.community).filter(function__in=GUIDING).exclude(pk=membership.pk).count()


@transaction.atomic
def change_function(*, by: Person, membership: Membership, function: Function) -> Membership:
    """Give a member another function.

    Raises:
        Refused: for everybody but leads and facilitators.
        Conflict: when it would leave the community without a lead or facilitator.
    """
    check_may_guide(by, membership.community)
    if membership.function in GUIDING and function not in GUIDING and not _other_guides(membership):
        raise Conflict(_("Name another lead or facilitator first: someone has to guide the community."))
    membership.function = function
    if needs_end_date(function) and membership.ends_on is None:
        membership.ends_on = timezone.localdate() + timedelta(days=90)
    membership.save(update_fields=["function", "ends_on"])
    _write_journal(by, membership, "changed")
    return membership


@transaction.atomic
def end_membership(*, by: Person, membership: Membership) -> Membership:
    """End a membership as of yesterday: access is gone at the next request. Members may go by themselves.

    Raises:
        Refused: for everybody but the member, leads and facilitators.
        Conflict: when it has ended, or would leave other members without a lead or facilitator.
    """
    community = membership.community
    if membership.person_id != by.pk:
        check_may_guide(by, community)
    today = timezone.localdate()
    if membership.ends_on is not None and membership.ends_on < today:
        raise Conflict(_("This membership has already ended."))
    others = members_of(community).exclude(pk=membership.pk).exists()
    if membership.function in GUIDING and others and not _other_guides(membership):
        raise Conflict(_("Name another lead or facilitator first: someone has to guide the community."))
    membership.ends_on = today - timedelta(days=1)
    membership.starts_on = min(membership.starts_on, membership.ends_on)
    membership.save(update_fields=["starts_on", "ends_on"])
    both = Q(member=membership) | Q(mentor=membership)
    Mentorship.objects.filter(both, ends_on=None).update(ends_on=today)
    _write_journal(by, membership, "ended")
    if membership.person_id != by.pk:
        tell(
            people=[membership.person],
            kind="membership.ended",
            words={"community": community.name},
            object_kind="community",
            object_id=community.public_id,
        )
    return membership
