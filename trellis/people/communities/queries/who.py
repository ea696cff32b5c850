"""The true answer to "who can see this?" for anything that belongs to a community."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.kit.one_read import once
from trellis.people.access.queries import WhoCanSee, policy_profile_of
from trellis.people.access.rules import line_of
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.people.communities.models import Community
from trellis.people.communities.queries.belonging import members_of
from trellis.people.communities.words import GUESTS

#: Relations that hold only for single persons or never for a sentence of this kind.
_UNSAID = frozenset({Relation.SELF, Relation.OTHER_DISTRICT, Relation.FORMER_MEMBER})
#: Who people ask about first when something stays inside the team.
_ASKED = (
    Relation.SCHOOL_LEADER,
    Relation.SCHOOL_STAFF,
    Relation.DISTRICT_LEADER,
    Relation.DEPARTMENT,
    Relation.DISTRICT_STAFF,
    Relation.FAMILY,
    Relation.PARTNER,
    Relation.ANYONE,
)

#: So many members are named; a large community would fill the page.
NAMED = 30


def _sentence(line: Mapping[Relation, View], community: Community, members: int) -> str:
    seeing = {relation for relation, view in line.items() if view >= View.SUMMARY}
    if Relation.ANYONE in seeing:
        return _("Open to everyone")
    if Relation.DISTRICT_STAFF in seeing:
        return _("Seen by the staff of the district")
    if Relation.SCHOOL_STAFF in seeing:
        return _("Seen by all staff of %(place)s") % {"place": community.organization.name}
    inside = ngettext(
        "Seen by %(community)s, %(count)d person",
        "Seen by %(community)s, %(count)d people",
        members,
    ) % {"community": community.name, "count": members}
    school = line.get(Relation.SCHOOL_LEADER, View.NOTHING)
    district = line.get(Relation.DISTRICT_LEADER, View.NOTHING)
    if school == district == View.FULL:
        return _("%(inside)s, and by its leaders") % {"inside": inside}
    if school >= View.SUMMARY and district == View.COUNT:
        return _("%(inside)s, by the school’s leaders in part; the district sees a count") % {
            "inside": inside
        }
    if school >= View.SUMMARY and district == View.NOTHING:
        return _("%(inside)s, and by the school’s leaders in part") % {"inside": inside}
    if school >= View.SUMMARY or district >= View.SUMMARY:
        return _("%(inside)s, and by its leaders in part") % {"inside": inside}
    if any(view == View.COUNT for view in line.values()):
        return _("%(inside)s; leaders see a count") % {"inside": inside}
    return inside


def _members(community: Community) -> tuple[int, str]:
    """Return how many people do the community's work, and their names, or the first of very many."""
    working = members_of(community).exclude(function__in=GUESTS)
    rows = list(working[: NAMED + 1])
    names = ", ".join(row.person.full_name for row in rows[:NAMED])
    if len(rows) <= NAMED:
        return len(rows), names
    count = working.count()
    more = ngettext("%(n)d more", "%(n)d more", count - NAMED) % {"n": count - NAMED}
    return count, _("%(names)s and %(more)s") % {"names": names, "more": more}


def who_can_see(kind: ObjectKind, community: Community) -> WhoCanSee:
    """Say who can open objects of this kind of this community, straight from the policy table."""
    line = line_of(kind, policy_profile_of(community.organization))
    count, names = once(("members said", community.pk), lambda: _members(community))
    people: list[str] = []
    if line.get(Relation.MEMBER, View.NOTHING) > View.NOTHING and count:
        people.append(names)
    for relation in Relation:
        view = line.get(relation, View.NOTHING)
        if view == View.NOTHING or relation in _UNSAID or relation == Relation.MEMBER:
            continue
        people.append(f"{relation.label}: {View(view).label}")
    never = [str(relation.label) for relation in _ASKED if line.get(relation, View.NOTHING) == View.NOTHING]
    return WhoCanSee(
        kind=kind,
        sentence=_sentence(line, community, count),
        people=tuple(people),
        never=() if Relation.ANYONE in line else tuple(never),
    )
