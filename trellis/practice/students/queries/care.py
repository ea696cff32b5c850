"""What the students of a team get, and whom nobody has on the list: not yet seen, no plan, no named adult."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.queries.sheets import last_seen
from trellis.evidence.roster.models import Student
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.errors import NotFound
from trellis.people.access.queries import open_organization, people_with_role, relations_to_place
from trellis.people.access.words import STAFF_ROLES, ObjectKind, Relation, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import open_community, view_of_community
from trellis.people.places.models import Organization
from trellis.people.places.queries import below
from trellis.practice.students.models import GroupPlace, NamedAdult, Regrouping, Support
from trellis.practice.students.rules.care import Said, days_to_action, review_is_due, say_count
from trellis.practice.students.rules.may import may_count_care
from trellis.practice.students.words import RECENT_DAYS, RegroupingState


def open_care_community(*, by: Person, pk: str) -> Community:
    """Return a team whose students' supports the person may see: members alone.

    Raises:
        NotFound: for everybody else.
    """
    community = open_community(by=by, pk=pk)
    if view_of_community(by, community, ObjectKind.SUPPORT) < View.FULL:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return community


def running_supports(students: QuerySet[Student] | Sequence[Student], today: date) -> QuerySet[Support]:
    """Return the supports of these students that have not ended, the next review first."""
    return (
        Support.objects.filter(student__in=students)
        .filter(Q(ended_on=None) | Q(ended_on__gt=today))
        .select_related("student", "who", "community")
        .order_by("review_on", "id")
    )


def standing_adults(students: QuerySet[Student] | Sequence[Student]) -> QuerySet[NamedAdult]:
    """Return who is named for these students now."""
    return NamedAdult.objects.filter(
        student__in=students, ended_on=None, person__is_active=True
    ).select_related("person")


@dataclass(frozen=True)
class Line:
    """One student of a team: who knows them, what they get, in which group, seen last when."""

    student: Student
    adults: tuple[Person, ...]
    supports: tuple[Support, ...]
    group: str
    seen_on: date | None

    @property
    def has_plan(self) -> bool:
        """Whether anything is planned: a running support or a settled group."""
        return bool(self.supports or self.group)


@dataclass(frozen=True)
class Care:
    """All students of a team, and the lists that should be empty."""

    lines: tuple[Line, ...]
    today: date
    days_to_action: float | None

    @property
    def without_plan(self) -> list[Line]:
        """Students for whom nothing is planned (S0-17)."""
        return [line for line in self.lines if not line.has_plan]

    @property
    def not_yet_seen(self) -> list[Line]:
        """Students without a result in the last six weeks (S0-17)."""
        recent = self.today - timedelta(days=RECENT_DAYS)
        return [line for line in self.lines if line.seen_on is None or line.seen_on < recent]

    @property
    def without_adult(self) -> list[Line]:
        """Students without a named adult (S0-23, S4-08)."""
        return [line for line in self.lines if not line.adults]

    @property
    def supports(self) -> list[Support]:
        """Everything that runs, the next review first."""
        return sorted(
            (support for line in self.lines for support in line.supports),
            key=lambda one: (one.review_on, one.pk),
        )

    @property
    def reviews(self) -> list[Support]:
        """Reviews that are due now or within a week."""
        return [support for support in self.supports if review_is_due(support.review_on, self.today)]


def _groups(students: Sequence[Student]) -> Mapping[int, str]:
    places = GroupPlace.objects.filter(
        student__in=students, regrouping__state=RegroupingState.SETTLED
    ).order_by("regrouping__settled_at")
    return dict(places.values_list("student_id", "group__name"))


def _actions(community: Community) -> float | None:
    settled = Regrouping.objects.filter(community=community, settled_at__isnull=False).values_list(
        "assessment__administrations__given_on", "settled_at"
    )
    return days_to_action(
        [(given, timezone.localdate(moment)) for given, moment in settled if given is not None and moment]
    )


def care_of(community: Community, today: date | None = None) -> Care:
    """Return the care of a team; whoever asks was let in by `open_care_community`."""
    day = today or timezone.localdate()
    students = list(students_of_community(community=community))
    adults, supports = defaultdict(list), defaultdict(list)
    for row in standing_adults(students):
        adults[row.student_id].append(row.person)
    for support in running_supports(students, day):
        supports[support.student_id].append(support)
    groups, seen = _groups(students), last_seen(students)
    return Care(
        lines=tuple(
            Line(
                student=student,
                adults=tuple(adults[student.pk]),
                supports=tuple(supports[student.pk]),
                group=groups.get(student.pk, ""),
                seen_on=seen.get(student.pk),
            )
            for student in students
        ),
        today=day,
        days_to_action=_actions(community),
    )


def adults_to_name(community: Community) -> list[Person]:
    """Return the staff of the team's school, by name: anyone who works there may be the one who knows."""
    staff = people_with_role(community.organization, STAFF_ROLES)
    return list(staff.order_by("family_name", "given_name", "pk"))


@dataclass(frozen=True)
class Counts:
    """What leaders see of care: counts, never names; nothing where a count is small."""

    place: Organization
    students: Said
    with_adult: Said
    with_support: Said
    in_group: Said
    coarse: bool


def count_care_at(*, by: Person, pk: str) -> Counts:
    """Return counts over all students of a place, exact for its school leader, in tens for a district.

    Raises:
        NotFound: for everybody else.
    """
    place = open_organization(by=by, pk=pk)
    relations = relations_to_place(by, place)
    if not may_count_care(relations):
        raise NotFound(_("There is no such page, or it is not open to you."))
    coarse = Relation.SCHOOL_LEADER not in relations
    students = Student.objects.filter(removed_at=None, school__in=below(place))
    total, day = students.count(), timezone.localdate()
    named = standing_adults(students).values("student").distinct().count()
    supported = running_supports(students, day).order_by().values("student").distinct().count()
    grouped = GroupPlace.objects.filter(
        student__in=students, regrouping__state=RegroupingState.SETTLED
    ).values("student")
    return Counts(
        place=place,
        students=say_count(total, total, coarse=coarse),
        with_adult=say_count(named, total, coarse=coarse),
        with_support=say_count(supported, total, coarse=coarse),
        in_group=say_count(grouped.distinct().count(), total, coarse=coarse),
        coarse=coarse,
    )
