"""What a calendar reads under a secret address: as much as its owner sees today, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from trellis.evidence.measures.queries import student_names_in
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import my_communities
from trellis.practice.meetings.models import CalendarFeed, Meeting
from trellis.practice.meetings.queries.seeing import meetings_seen
from trellis.practice.meetings.words import MeetingState

#: Calendars get what was in the last weeks, so that a cancelled meeting goes away there too.
BACK = timedelta(days=60)


@dataclass(frozen=True)
class FeedEntry:
    """One meeting as a calendar gets it: when, where, which community; nothing of what is inside."""

    public_id: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    sequence: int
    changed_at: datetime
    is_cancelled: bool


def feeds_of(by: Person) -> QuerySet[CalendarFeed]:
    """Return one's own addresses that still work, the newest first."""
    return (
        CalendarFeed.objects.filter(person=by, revoked_at=None)
        .select_related("community")
        .order_by("-made_at", "-id")
    )


def feed_by_digest(digest: str) -> CalendarFeed | None:
    """Return the feed of a secret address while it works and its owner is active."""
    return (
        CalendarFeed.objects.filter(token_digest=digest, revoked_at=None, person__is_active=True)
        .select_related("person", "community")
        .first()
    )


def _summary(meeting: Meeting) -> str:
    """Return the title; one that names a student of the school does not leave the site."""
    community = meeting.community
    if student_names_in(meeting.title, community.organization):
        return community.name
    return f"{meeting.title} ({community.name})"


def entries_of(feed: CalendarFeed, now: datetime | None = None) -> Sequence[FeedEntry]:
    """Return the meetings under an address: of communities its owner belongs to at this moment."""
    moment = now or timezone.now()
    mine = my_communities(feed.person)
    if feed.community_id is not None:
        mine = mine.filter(pk=feed.community_id)
    rows = meetings_seen(by=feed.person).filter(community__in=mine.values("pk"), ends_at__gte=moment - BACK)
    return [
        FeedEntry(
            public_id=meeting.public_id,
            summary=_summary(meeting),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            time_zone=meeting.time_zone,
            place=meeting.place,
            sequence=meeting.sequence,
            changed_at=meeting.changed_at,
            is_cancelled=meeting.state == MeetingState.CANCELLED,
        )
        for meeting in rows.order_by("starts_at", "id")
    ]
