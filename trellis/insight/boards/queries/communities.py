"""What a community's pages show to one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.people.access.queries import WhoCanSee
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Charter, Community, JoinRequest, Membership, Norm
from trellis.people.communities.queries import (
    candidates_for,
    charter_of,
    function_of,
    members_of,
    members_to_show,
    named_like,
    norms_of,
    open_join_requests,
    own_join_request,
    relations_to_community,
    view_of_community,
    who_can_see,
)
from trellis.people.communities.rules import (
    may_ask_to_join,
    may_edit_charter,
    may_guide_community,
    may_join_at_once,
)
from trellis.people.communities.words import Discovery, Function, JoinRule

#: So many members stand on the page of a community; all of them stand on a page of their own.
MEMBERS_SHOWN = 24
#: From so many people on one writes a part of the name instead of looking through the list.
PEOPLE_LISTED = 200


@dataclass(frozen=True)
class Commitment:
    """One of the four commitments of a charter (S1-02), with what is still open said as such."""

    title: str
    text: str


@dataclass(frozen=True)
class CommunityBoard:
    """What the page of a community shows to one person."""

    lede: str
    who: WhoCanSee
    full: bool
    function: Function | None
    may_guide: bool
    may_write: bool
    sees_results: bool
    sees_surveys: bool
    may_join: bool
    may_ask: bool
    asked: JoinRequest | None
    waiting_requests: int
    memberships: Sequence[Membership]
    member_count: int
    charter: Charter | None
    charter_note: str
    commitments: Sequence[Commitment]
    norms: Sequence[Norm]


def _lede(community: Community, members: int) -> str:
    if community.purpose:
        return community.purpose
    if members > 1:
        return _("A new community. Its members have not yet written what it is for.")
    return _("A new community. It waits for its people and its purpose.")


def _commitments(charter: Charter | None) -> list[Commitment]:
    if charter is None:
        return []
    return [
        Commitment(_("We keep growing"), charter.growth),
        Commitment(_("We share responsibility"), charter.joint_responsibility),
        Commitment(_("Families and neighbors take part"), charter.family_engagement),
        Commitment(_("We serve the goals around us"), charter.alignment),
    ]


def community_board(community: Community, *, by: Person) -> CommunityBoard:
    """Return what the community's page shows to this person; a summary for those who see no more."""
    relations = relations_to_community(by, community)
    full = view_of_community(by, community, ObjectKind.COMMUNITY) >= View.FULL
    function = function_of(by, community)
    memberships = list(members_to_show(community)[: MEMBERS_SHOWN + 1]) if full else []
    count = len(memberships) if len(memberships) <= MEMBERS_SHOWN else members_of(community).count()
    charter = charter_of(community) if full else None
    outside = not {Relation.MEMBER, Relation.GUEST_MEMBER} & relations
    joining = JoinRule(community.join_rule), Discovery(community.discovery), relations
    asked = own_join_request(by, community) if outside else None
    return CommunityBoard(
        lede=_lede(community, count),
        who=who_can_see(ObjectKind.COMMUNITY, community),
        full=full,
        function=function,
        may_guide=may_guide_community(function),
        may_write=may_edit_charter(function),
        sees_results=view_of_community(by, community, ObjectKind.RESULT) >= View.FULL,
        sees_surveys=view_of_community(by, community, ObjectKind.SURVEY) >= View.SUMMARY,
        may_join=outside and may_join_at_once(*joining),
        may_ask=outside and asked is None and may_ask_to_join(*joining) and not may_join_at_once(*joining),
        asked=asked,
        waiting_requests=open_join_requests(community).count() if may_guide_community(function) else 0,
        memberships=memberships[:MEMBERS_SHOWN],
        member_count=count,
        charter=charter,
        charter_note=_("Version %(n)d, agreed on %(day)s")
        % {"n": charter.version, "day": formats.date_format(charter.agreed_on)}
        if charter
        else "",
        commitments=_commitments(charter),
        norms=list(norms_of(community)) if full else [],
    )


@dataclass(frozen=True)
class Missing:
    """A voice that a community does not have among its members (S1-08). A question, not a fault."""

    label: str


@dataclass(frozen=True)
class MembersBoard:
    """What the members page shows to one person.

    ``people`` are those to add; with ``more_people`` there are others beside them.
    """

    may_guide: bool
    own: Membership | None
    memberships: QuerySet[Membership]
    count: int
    requests: Sequence[JoinRequest]
    people: list[tuple[str, str]]
    more_people: bool
    missing: Sequence[Missing]
    back: str


#: The five groups whose voices a community may have (S1-08), by what shows that one is there.
_VOICES = (
    (gettext_lazy("educators"), {Function.LEAD, Function.FACILITATOR, Function.MEMBER, Function.COACH}),
    (gettext_lazy("school leaders"), {Function.PRINCIPAL_PARTNER}),
    (gettext_lazy("families"), {Function.FAMILY_REPRESENTATIVE}),
    (gettext_lazy("students"), {Function.STUDENT_REPRESENTATIVE}),
    (gettext_lazy("community partners"), {Function.PARTNER_REPRESENTATIVE}),
)


def members_board(community: Community, *, by: Person, words: str = "", who: str = "") -> MembersBoard:
    """Return who belongs (``words``: of this name), and for guides who asks to join and who could be added.

    The list of memberships is to be shown a page at a time.
    """
    members = members_of(community)
    own = members.filter(person=by).first()
    may_guide = may_guide_community(Function(own.function) if own else None)
    present = {Function(row) for row in members.order_by().values_list("function", flat=True).distinct()}
    people = list(candidates_for(community).filter(named_like(who))[: PEOPLE_LISTED + 1]) if may_guide else []
    return MembersBoard(
        may_guide=may_guide,
        own=own,
        memberships=members_to_show(community, words),
        count=members.count(),
        requests=list(open_join_requests(community)) if may_guide else [],
        people=[(person.public_id, person.full_name) for person in people][:PEOPLE_LISTED],
        more_people=len(people) > PEOPLE_LISTED,
        missing=[Missing(str(label)) for label, functions in _VOICES if not functions & present],
        back=reverse("open-community", args=[community.public_id]),
    )
