"""Who of a team teaches while it meets, and which colleagues have no lesson then (S4-39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.queries import homes_of, people_with_role
from trellis.people.access.words import EDUCATOR_ROLES, SCHOOL_LEADER_ROLES
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import named_like, working_members_of
from trellis.people.places.models import Organization
from trellis.practice.meetings.models import CoverAsk, Meeting
from trellis.practice.meetings.queries.common_time import diaries_of
from trellis.practice.meetings.rules.common_time import Diary, is_free, lessons_at
from trellis.practice.meetings.rules.days import local_day
from trellis.practice.meetings.words import CoverState, MeetingState


@dataclass(frozen=True)
class Covered:
    """A member of the team: what they teach while it meets, whom they asked, who takes it."""

    member: Person
    lessons: Sequence[str]
    asks: Sequence[CoverAsk]

    @property
    def taken_by(self) -> Person | None:
        """Who takes the class."""
        return next((ask.asked for ask in self.asks if ask.state == CoverState.YES), None)

    @property
    def is_needed(self) -> bool:
        """Whether the member has a lesson then, or asked somebody."""
        return bool(self.lessons) or any(ask.state in (CoverState.ASKED, CoverState.YES) for ask in self.asks)


@dataclass(frozen=True)
class Free:
    """A colleague who could take the class; ``is_known``: their lessons are known, and none is then."""

    person: Person
    is_known: bool


def cover_of(meeting: Meeting) -> list[Covered]:
    """Return the members who teach while the team meets or asked somebody, by name; for members alone."""
    members = working_members_of(meeting.community)
    asks = list(
        CoverAsk.objects.filter(meeting=meeting).exclude(state=CoverState.WITHDRAWN).select_related("asked")
    )
    diaries = {diary.person: diary for diary in _diaries(meeting, members)}
    lines = [
        Covered(
            member=member,
            lessons=lessons_at(diaries[member.pk], meeting.starts_at, meeting.ends_at),
            asks=[ask for ask in asks if ask.member_id == member.pk],
        )
        for member in sorted(members, key=lambda one: (one.full_name, one.pk))
    ]
    return [line for line in lines if line.is_needed]


def lesson_of(meeting: Meeting, member: Person) -> str:
    """Return what a member teaches while the team meets, as the bell schedule calls it."""
    (diary,) = _diaries(meeting, [member])
    return ", ".join(lessons_at(diary, meeting.starts_at, meeting.ends_at))


def free_colleagues(meeting: Meeting, member: Person, words: str = "") -> list[Free]:
    """Return who works at the member's school and has no lesson and no meeting then, by name, never ranked.

    Members of the team are left out: they meet. Nothing is said about those who are busy. With words: those
    of such a name.
    """
    school = homes_of([member.pk]).get(member.pk, meeting.community.organization)
    outside = {person.pk for person in working_members_of(meeting.community)}
    people = people_with_role(school, EDUCATOR_ROLES | SCHOOL_LEADER_ROLES).exclude(pk__in=outside)
    colleagues = list(people.filter(named_like(words)).order_by("given_name", "family_name", "pk"))
    diaries = {diary.person: diary for diary in _diaries(meeting, colleagues, school)}
    return [
        Free(person, bool(diaries[person.pk].lessons))
        for person in colleagues
        if is_free(diaries[person.pk], meeting.starts_at, meeting.ends_at)
    ]


def _diaries(meeting: Meeting, people: Sequence[Person], place: Organization | None = None) -> list[Diary]:
    day = local_day(meeting.starts_at, meeting.time_zone)
    return diaries_of(place or meeting.community.organization, people, day)


def covers_asked(by: Person, now: datetime | None = None) -> list[CoverAsk]:
    """Return what a person was asked and has not answered, the nearest meeting first."""
    states = [MeetingState.PLANNED, MeetingState.RUNNING]
    return list(
        CoverAsk.objects.filter(
            asked=by,
            state=CoverState.ASKED,
            meeting__state__in=states,
            meeting__ends_at__gte=now or timezone.now(),
        )
        .select_related("meeting", "member")
        .order_by("meeting__starts_at", "id")
    )


def open_cover(*, by: Person, pk: str) -> CoverAsk:
    """Return a question about cover for the two people it is between.

    Raises:
        NotFound: for everybody else.
    """
    row = (
        CoverAsk.objects.select_related("meeting__community__organization", "member", "asked")
        .filter(public_id=pk)
        .first()
    )
    if row is None or by.pk not in (row.member_id, row.asked_id):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return row
