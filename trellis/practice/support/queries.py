"""Which asks for help a person sees, and what was answered."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import partial

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.queries import (
    WhoCanSee,
    holding,
    reached_by,
    reaches_of,
    roles_of,
    seen_by_place,
)
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.queries import (
    relations_to_community,
    who_can_see,
    working_members_of,
)
from trellis.people.communities.words import GUESTS
from trellis.people.places.models import Organization
from trellis.practice.cycles.models import Cycle
from trellis.practice.support.models import HelpAnswer, HelpAsk
from trellis.practice.support.rules import LEADERS, READERS, may_read_ask
from trellis.practice.support.words import Reach

_RELATED = ("community__organization", "asked_by")


def _working_in(by: Person, on: date) -> QuerySet[Membership]:
    rows = Membership.objects.filter(holding(on), person=by).exclude(function__in=GUESTS)
    return rows if by.is_active else rows.none()


def own_teams(by: Person, on: date | None = None) -> list[Community]:
    """Return the communities in which the person works, for which they ask and answer."""
    rows = _working_in(by, on or timezone.localdate())
    return list(
        Community.objects.filter(pk__in=rows.values("community_id"), accepted_at__isnull=False)
        .select_related("organization")
        .order_by("name", "id")
    )


def asks_seen(*, by: Person, on: date | None = None) -> QuerySet[HelpAsk]:
    """Return the asks that this person may read. Equals `open_ask`, row by row."""
    day = on or timezone.localdate()
    reaches, prefix = reaches_of(roles_of(by, day)), "community__organization__"

    def asked(readers: frozenset[Relation], relations: Collection[Relation]) -> Q:
        return reached_by(reaches, readers.intersection(relations), prefix)

    seen = Q(pk__in=[])
    for reach, readers in READERS.items():
        seen |= Q(reach=reach) & seen_by_place(
            ObjectKind.HELP_ASK, View.SUMMARY, partial(asked, readers), prefix=prefix, on=day
        )
    leads = reached_by(reaches, LEADERS, prefix)
    own = Q(community__in=_working_in(by, day).values("community_id"))
    return HelpAsk.objects.filter(
        (seen & (Q(to_leaders=True) | ~leads)) | own, community__accepted_at__isnull=False
    ).select_related(*_RELATED)


def reads_ask(by: Person, ask: HelpAsk) -> bool:
    """Say whether a person may read an ask."""
    if ask.community.accepted_at is None:
        return False
    return may_read_ask(
        relations_to_community(by, ask.community), reach=Reach(ask.reach), to_leaders=ask.to_leaders
    )


def open_ask(*, by: Person, pk: str) -> HelpAsk:
    """Return an ask for help that the person may read.

    Raises:
        NotFound: when there is none, or it is not theirs to read: both look the same.
    """
    ask = HelpAsk.objects.select_related(*_RELATED).filter(public_id=pk).first()
    if ask is None or not reads_ask(by, ask):
        raise NotFound(_("There is no such question, or it is not open to you."))
    return ask


def asks_around(*, by: Person, place: Organization | None = None) -> QuerySet[HelpAsk]:
    """Return what other teams ask for now, of one place and below or everywhere the person is asked."""
    mine = own_teams(by)
    asks = asks_seen(by=by).filter(closed_at=None).exclude(community__in=mine)
    return asks.filter(community__organization__path__startswith=place.path) if place else asks


def asks_of(community: Community, *, by: Person) -> QuerySet[HelpAsk]:
    """Return what a team asked for, as far as the person may read it, the newest first."""
    return asks_seen(by=by).filter(community=community)


def asks_in(cycle: Cycle) -> QuerySet[HelpAsk]:
    """Return what a team asks for in a cycle and did not close, with the number of answers (S3-15).

    For members only: the caller opens the work of the cycle first.
    """
    return HelpAsk.objects.filter(cycle=cycle, closed_at=None).annotate(offers=Count("answers"))


def is_asking_team(by: Person, ask: HelpAsk) -> bool:
    """Say whether a person works in the team that asks."""
    return Relation.MEMBER in relations_to_community(by, ask.community)


def answers_of(ask: HelpAsk, *, by: Person) -> list[HelpAnswer]:
    """Return the answers a person reads: the asking team all, others those of their own teams."""
    rows = HelpAnswer.objects.filter(ask=ask).select_related("by", "community")
    if is_asking_team(by, ask):
        return list(rows)
    return list(rows.filter(community__in=own_teams(by)))


def open_answer(ask: HelpAsk, pk: str) -> HelpAnswer:
    """Return an answer to an ask by public id.

    Raises:
        NotFound: when there is none.
    """
    row = HelpAnswer.objects.filter(ask=ask, public_id=pk).select_related("by", "community").first()
    if row is None:
        raise NotFound(_("There is no such answer."))
    return row


def who_can_see_ask(ask: HelpAsk) -> WhoCanSee:
    """Say who reads an ask, in words: the policy, narrowed by what the team chose."""
    found = who_can_see(ObjectKind.HELP_ASK, ask.community)
    place = ask.community.organization
    school = ask.reach == Reach.SCHOOL
    words = {"place": place.name, "community": ask.community.name}
    sentence = _("Seen by the staff of %(place)s") if school else _("Seen by the staff of the district")
    leaders = _("Leaders read it too") if ask.to_leaders else _("Leaders do not read it")
    return replace(
        found,
        sentence=f"{sentence % words}. {leaders}.",
        people=(
            ", ".join(person.full_name for person in working_members_of(ask.community)),
            _("Answers are read by %(community)s and by the team that answers.") % words,
        ),
        never=tuple(
            str(relation.label)
            for relation in (
                *(() if ask.to_leaders else (Relation.SCHOOL_LEADER, Relation.DISTRICT_LEADER)),
                *((Relation.DISTRICT_STAFF,) if school else ()),
                Relation.FAMILY,
                Relation.PARTNER,
                Relation.ANYONE,
            )
        ),
    )
