"""When the members of a team can all come; of everything but their team's own life only "busy" is known."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from trellis.evidence.roster.queries import periods_taught
from trellis.people.access.queries import holding, homes_of
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.queries import working_members_of
from trellis.people.places.models import BellPeriod, Organization
from trellis.people.places.queries import bell_schedule_of, closed_days, school_days
from trellis.practice.meetings.models import Meeting
from trellis.practice.meetings.rules.common_time import Diary, Lesson, Offer, offers
from trellis.practice.meetings.words import MeetingState

#: A time is looked at on the school days of so many weeks ahead.
AHEAD = timedelta(weeks=4)


@dataclass(frozen=True)
class TimeOffer:
    """A time of the week with people: who can come, and who is busy on how many of the days looked at."""

    offer: Offer
    can: Sequence[Person]
    busy: Sequence[tuple[Person, int]]
    first_on: date


@dataclass(frozen=True)
class CommonTime:
    """What was found, and what it rests on: whose lessons are known, which zones people live by."""

    offers: Sequence[TimeOffer]
    members: Sequence[Person]
    zones: Mapping[str, int]
    without_lessons: int


def common_time_of(community: Community, minutes: int, *, today: date | None = None) -> CommonTime:
    """Return times at which the members of a community can meet, the best first; for members alone.

    It looks at lessons (from roster and bell schedule), meetings of all their teams, days off at their own
    schools and the hours of their own zones.
    """
    day = today or timezone.localdate()
    members = working_members_of(community, day)
    diaries = diaries_of(community.organization, members, day)
    place = community.organization
    days = school_days(place, day + timedelta(days=1), day + AHEAD)
    by_id = {person.pk: person for person in members}
    zones: dict[str, int] = defaultdict(int)
    for diary in diaries:
        zones[diary.zone] += 1
    return CommonTime(
        offers=[_with_people(offer, by_id) for offer in offers(diaries, days, place.time_zone, minutes)],
        members=members,
        zones=dict(zones),
        without_lessons=sum(not diary.lessons for diary in diaries),
    )


def _with_people(offer: Offer, people: Mapping[int, Person]) -> TimeOffer:
    return TimeOffer(
        offer=offer,
        can=[people[pk] for pk in offer.can],
        busy=[(people[pk], times) for pk, times in offer.busy],
        first_on=offer.days[0],
    )


def diaries_of(place: Organization, members: Sequence[Person], day: date) -> list[Diary]:
    """Return what is known of people's time; who has no home of their own lives by the clock of the place."""
    ids = [person.pk for person in members]
    homes = homes_of(ids)
    lessons = lessons_known(ids, day)
    meetings = meeting_times(ids, day)
    days_off: dict[int, frozenset[date]] = {}
    diaries = []
    for person in members:
        home = homes.get(person.pk, place)
        if home.pk not in days_off:
            days_off[home.pk] = frozenset(closed_days(home, day, day + AHEAD))
        diaries.append(
            Diary(
                person=person.pk,
                zone=home.time_zone,
                days_off=days_off[home.pk],
                lessons=tuple(lessons[person.pk]),
                meetings=tuple(meetings[person.pk]),
            )
        )
    return diaries


def lessons_known(people: Sequence[int], day: date) -> dict[int, list[Lesson]]:
    """Return the lessons whose time is known: the roster names the period, the bell schedule its time."""
    taught = periods_taught(people, day)
    schools = {school.pk: school for school in Organization.objects.filter(pk__in={row[1] for row in taught})}
    bells: dict[int, dict[str, list[BellPeriod]]] = {}
    for pk, school in schools.items():
        bells[pk] = defaultdict(list)
        for period in bell_schedule_of(school):
            bells[pk][period.name.casefold()].append(period)
    found: dict[int, list[Lesson]] = defaultdict(list)
    for person, school_id, name in taught:
        for period in bells[school_id][name.casefold()]:
            weekdays = frozenset(period.weekdays or range(5))
            zone = schools[school_id].time_zone
            found[person].append(Lesson(weekdays, period.begins, period.ends, zone, period.name))
    return found


def meeting_times(people: Sequence[int], day: date) -> dict[int, list[tuple[datetime, datetime]]]:
    """Return when people meet in any of their teams; nothing else of those meetings is read."""
    belonging = Membership.objects.filter(holding(day), person_id__in=people).values_list(
        "person_id", "community_id"
    )
    by_team: dict[int, list[int]] = defaultdict(list)
    for person, team in belonging:
        by_team[team].append(person)
    begin = datetime.combine(day, time(0), tzinfo=ZoneInfo("UTC"))
    times = Meeting.objects.filter(
        community_id__in=by_team,
        state__in=[MeetingState.PLANNED, MeetingState.RUNNING],
        ends_at__gte=begin,
        starts_at__lte=begin + AHEAD + timedelta(days=2),
    ).values_list("community_id", "starts_at", "ends_at")
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for team, starts_at, ends_at in times:
        for person in by_team[team]:
            found[person].append((starts_at, ends_at))
    return found
