"""Stories: drafts from records, and who may read what was published."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.queries import holding, reached_by, reaches_of, roles_of, seen_by_place
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.queries import (
    members_of,
    relations_to_community,
    view_of_community,
)
from trellis.people.communities.words import GUESTS
from trellis.people.places.models import Organization
from trellis.practice.cycles.models import Story
from trellis.practice.cycles.queries.evaluating import evaluation_of
from trellis.practice.cycles.queries.facts import Work
from trellis.practice.cycles.rules.evaluating import family_sentence
from trellis.practice.cycles.rules.names import without_names
from trellis.practice.cycles.words import Audience, Choice, NeedSide
from trellis.practice.goals.queries import goal_sentence
from trellis.stats.results import Language

#: Who reads a story besides its team, by the audience the team chose. The policy still has the last word.
_READERS: dict[str, frozenset[Relation]] = {
    Audience.TEAM: frozenset(),
    Audience.SCHOOL: frozenset({Relation.SCHOOL_STAFF, Relation.SCHOOL_LEADER, Relation.GUEST_MEMBER}),
    Audience.DISTRICT: frozenset(
        {
            Relation.SCHOOL_STAFF,
            Relation.SCHOOL_LEADER,
            Relation.GUEST_MEMBER,
            Relation.DISTRICT_LEADER,
            Relation.DEPARTMENT,
            Relation.DISTRICT_STAFF,
        }
    ),
}


@dataclass(frozen=True)
class Draft:
    """A story as the records tell it."""

    title: str
    text: str


def draft_of(work: Work) -> Draft:
    """Draft a story from what was recorded; nothing is made up, and no member is named.

    What may be said of the effect follows from the recorded design, in words that anyone may read.
    """
    cycle = work.cycle
    needs = {need.side: need.statement for need in work.needs}
    parts = []
    if cycle.problem.statement:
        parts.append(_("What we saw. %(text)s") % {"text": cycle.problem.statement})
    elif NeedSide.STUDENT in needs:
        parts.append(_("What students needed. %(text)s") % {"text": needs[NeedSide.STUDENT]})
    if cycle.student_goal:
        parts.append(_("What we aimed for. %(text)s") % {"text": goal_sentence(cycle.student_goal)})
    if work.strategy:
        parts.append(_("What we did. %(text)s") % {"text": work.strategy.practice_change})
    if work.adjustments:
        changed = " ".join(f"{row.what.rstrip('.')}. {row.because.rstrip('.')}." for row in work.adjustments)
        parts.append(_("What we adjusted on the way. %(text)s") % {"text": changed})
    if work.points and work.use_starts_on:
        before = [point for point in work.points if point.on < work.use_starts_on]
        last = work.points[-1]
        value = formats.number_format(round(last.value, 1))
        seen = _("On %(day)s the value was %(value)s, from %(n)d weeks with a measure.") % {
            "day": formats.date_format(last.on),
            "value": value,
            "n": len(work.points),
        }
        if not before:
            seen = f"{seen} " + _("There is no value from before we began.")
        parts.append(_("What we measured. %(text)s") % {"text": seen})
    evaluation = evaluation_of(work)
    language: Language = "es" if (get_language() or "en").startswith("es") else "en"
    if evaluation is not None:
        parts.append(_("What we can say. %(text)s") % {"text": family_sentence(evaluation, language)})
    elif work.points and work.use_starts_on:
        parts.append(_("Without a comparison group we cannot say that the strategy alone caused it."))
    if work.decision:
        for label, text in (
            (_("What worked."), work.decision.worked),
            (_("What did not."), work.decision.did_not),
            (_("What surprised us."), work.decision.surprised),
        ):
            if text:
                parts.append(f"{label} {text}")
        parts.append(
            _("What we decided. %(choice)s. %(reason)s")
            % {"choice": Choice(work.decision.choice).label, "reason": work.decision.reason}
        )
    people = [membership.person for membership in members_of(cycle.community)]
    text = without_names("\n\n".join(parts), [p.called for p in people], [p.full_name for p in people])
    return Draft(title=cycle.name, text=text)


def _reads(by: Person | None, story: Story) -> bool:
    community = story.cycle.community
    if story.published_at is None:
        return False
    if story.audience == Audience.PUBLIC:
        return True
    if by is None:
        return False
    relations = relations_to_community(by, community)
    if Relation.MEMBER in relations:
        return True
    chosen = bool(_READERS.get(story.audience, frozenset()) & relations)
    return chosen and view_of_community(by, community, ObjectKind.STORY) >= View.SUMMARY


def open_story(*, by: Person | None, pk: str) -> Story:
    """Return a published story for somebody, signed in or not.

    Raises:
        NotFound: when it is not published, or not for them.
    """
    story = Story.objects.select_related("cycle__community__organization").filter(public_id=pk).first()
    if story is None or not _reads(by, story):
        raise NotFound(_("There is no such story, or it is not open to you."))
    return story


def stories_seen(*, by: Person, on: date | None = None) -> QuerySet[Story]:
    """Return the published stories that this person may read. Equals `open_story`, row by row."""
    day = on or timezone.localdate()
    reaches = reaches_of(roles_of(by, day))
    guests = Membership.objects.filter(holding(day), person=by)
    members = guests.exclude(function__in=GUESTS) if by.is_active else guests.none()

    def told_to(readers: frozenset[Relation], relations: Collection[Relation]) -> Q:
        admitted = readers.intersection(relations)
        found = reached_by(reaches, admitted, "cycle__community__organization__")
        if Relation.GUEST_MEMBER in admitted and by.is_active:
            found |= Q(cycle__community__in=guests.values("community_id"))
        return found

    seen = Q(audience=Audience.PUBLIC) | Q(cycle__community__in=members.values("community_id"))
    for audience, readers in _READERS.items():
        seen |= Q(audience=audience, cycle__community__accepted_at__isnull=False) & seen_by_place(
            ObjectKind.STORY,
            View.SUMMARY,
            partial(told_to, readers),
            prefix="cycle__community__organization__",
            on=day,
        )
    return Story.objects.filter(seen, published_at__isnull=False).select_related(
        "cycle__community__organization"
    )


def public_stories(organization: Organization) -> QuerySet[Story]:
    """Return the stories of a place and below that everyone may read, the newest first."""
    return (
        Story.objects.filter(
            published_at__isnull=False,
            audience=Audience.PUBLIC,
            cycle__community__organization__path__startswith=organization.path,
        )
        .select_related("cycle__community__organization")
        .order_by("-published_at", "-id")
    )


def stories_of(community: Community, *, by: Person) -> list[Story]:
    """Return the published stories of a community that this person may read, the newest first."""
    stories = Story.objects.filter(Q(cycle__community=community), published_at__isnull=False).select_related(
        "cycle__community__organization"
    )
    return [story for story in stories if _reads(by, story)]
