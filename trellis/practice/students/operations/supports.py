"""Supports: planned one by one or for many at once, counted, looked at again, ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.roster.models import Student
from trellis.kit.errors import Conflict, Invalid
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import working_members_of
from trellis.practice.students.models import Support, SupportPoint
from trellis.practice.students.operations.guard import check_care, journal, one_of_ours
from trellis.practice.students.words import SUPPORT, SupportEnd, SupportKind, Way

MOST_TIMES, MOST_MINUTES = 25, 480
#: A support is looked at again after four weeks unless the team says otherwise.
USUAL_REVIEW = timedelta(weeks=4)


@dataclass(frozen=True)
class SupportPlan:
    """A support as a form gives it; ``who`` is the public id of a member."""

    what: str
    who: str
    times_a_week: int
    minutes: int
    starts_on: date
    review_on: date
    kind: SupportKind = SupportKind.LEARNING
    aim: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    way: Way = Way.UP


def _problems(plan: SupportPlan, members: Mapping[str, Person]) -> dict[str, str]:
    problems = {}
    if not plan.what.strip():
        problems["what"] = _("What will the student get?")
    if plan.who not in members:
        problems["who"] = _("Choose a member of the team.")
    if not 1 <= plan.times_a_week <= MOST_TIMES:
        problems["times_a_week"] = _("How many times a week? From 1 to 25.")
    if not 1 <= plan.minutes <= MOST_MINUTES:
        problems["minutes"] = _("How many minutes each time? From 1 to 480.")
    if plan.review_on <= plan.starts_on:
        problems["review_on"] = _("Look again after it has begun.")
    numbers = (plan.baseline, plan.target)
    if any(number is not None for number in numbers):
        if not plan.aim.strip():
            problems["aim"] = _("Say what is counted.")
        if None in numbers:
            problems["target"] = _("An aim line needs both: where the student is and where to.")
    return problems


def _write(
    by: Person,
    community: Community,
    student: Student,
    plan: SupportPlan,
    members: Mapping[str, Person],
    moment: datetime,
) -> Support:
    support = Support.objects.create(
        student=student,
        community=community,
        kind=plan.kind,
        what=plan.what.strip()[:255],
        who=members[plan.who],
        times_a_week=plan.times_a_week,
        minutes=plan.minutes,
        starts_on=plan.starts_on,
        review_on=plan.review_on,
        aim=plan.aim.strip()[:255],
        baseline=plan.baseline,
        target=plan.target,
        way=plan.way,
        planned_by=by,
        planned_at=moment,
    )
    journal(by, community, SUPPORT, support.public_id, "support.planned", {"kind": str(plan.kind)})
    return support


@transaction.atomic
def plan_support(
    *, by: Person, community: Community, student: str, plan: SupportPlan, now: datetime | None = None
) -> Support:
    """Plan a support for a student (public id) of the team.

    Raises:
        Refused: for everybody but members.
        NotFound: for a student who is not of this team.
        Invalid: without what, who, dose or a review after the start.
    """
    check_care(by, community)
    found = one_of_ours(community, student)
    members = {person.public_id: person for person in working_members_of(community)}
    problems = _problems(plan, members)
    if problems:
        raise Invalid(_("The support is not complete yet."), problems)
    return _write(by, community, found, plan, members, now or timezone.now())


@transaction.atomic
def sweep_students(
    *,
    by: Person,
    community: Community,
    plans: Sequence[tuple[str, SupportPlan]],
    now: datetime | None = None,
) -> list[Support]:
    """Plan supports for many students at once, at the speed of a meeting: all or none.

    Raises:
        Refused: for everybody but members.
        NotFound: for a student who is not of this team.
        Invalid: without any line, or when one of them is not complete; ``fields`` names the student's id.
    """
    check_care(by, community)
    members = {person.public_id: person for person in working_members_of(community)}
    if not plans:
        raise Invalid(_("Write what at least one student gets."))
    problems = {}
    for student, plan in plans:
        found = _problems(plan, members)
        if found:
            problems[student] = " ".join(found.values())
    if problems:
        raise Invalid(_("Some lines are not complete yet."), problems)
    moment = now or timezone.now()
    return [
        _write(by, community, one_of_ours(community, student), plan, members, moment)
        for student, plan in plans
    ]


def _take(by: Person, support: Support) -> Support:
    check_care(by, support.community)
    locked = Support.objects.select_for_update().get(pk=support.pk)
    if locked.ended_on is not None:
        raise Conflict(_("This support has ended."))
    return locked


@transaction.atomic
def record_support_point(*, by: Person, support: Support, on: date, value: Decimal) -> SupportPoint:
    """Write what was counted on a day; a second value for the day replaces the first.

    Raises:
        Refused: for everybody but members.
        Invalid: for a day before the start or still to come.
        Conflict: when it has ended.
    """
    locked = _take(by, support)
    if not locked.starts_on <= on <= timezone.localdate():
        raise Invalid(_("Choose a day from the start until today."), {"on": _("Not this day.")})
    point, _made = SupportPoint.objects.update_or_create(
        support=locked, on=on, defaults={"value": value, "written_by": by}
    )
    journal(by, support.community, SUPPORT, support.public_id, "support.counted")
    return point


@transaction.atomic
def review_support(
    *,
    by: Person,
    support: Support,
    review_on: date | None = None,
    end: SupportEnd | None = None,
    today: date | None = None,
) -> Support:
    """Look at a support again: go on until another day, or end it with a reason.

    Raises:
        Refused: for everybody but members.
        Invalid: with neither, with both, or with a day that is past.
        Conflict: when it has ended.
    """
    locked, day = _take(by, support), today or timezone.localdate()
    if (review_on is None) == (end is None):
        raise Invalid(_("Say until when it goes on, or why it ends."))
    if review_on is not None and review_on <= max(day, locked.starts_on):
        raise Invalid(_("Choose a day to come."), {"review_on": _("Choose a day to come.")})
    if end is not None:
        locked.ended_on, locked.end = max(day, locked.starts_on), end
    else:
        locked.review_on = review_on or locked.review_on
    locked.save(update_fields=["ended_on", "end", "review_on"])
    verb = "support.ended" if end is not None else "support.reviewed"
    journal(by, support.community, SUPPORT, support.public_id, verb)
    return locked
