"""What a team changed in its teaching, and how one of its students goes on (S3-30)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from trellis.evidence.measures.queries.scores import PERCENT_OF_POINTS, scores_in_window, windows_to_compare
from trellis.evidence.roster.models import Student
from trellis.evidence.roster.queries import students_of_community
from trellis.people.communities.models import Community
from trellis.practice.cycles.models import Adjustment, Decision, StrategyInUse
from trellis.practice.cycles.words import Choice
from trellis.practice.students.models import Regrouping

#: So many of the newest results stand on a card.
MOST_RESULTS = 6


@dataclass(frozen=True)
class Change:
    """One change: on which day, what it was, why or how, and the cycle or groups it stands in."""

    on: date
    what: str
    detail: str
    cycle: str = ""
    regrouping: str = ""


def changes_of(community: Community) -> list[Change]:
    """Return what the team began, adjusted, decided and regrouped, the newest first; for its members."""
    day = timezone.localdate()
    found = [
        Change(
            row.starts_on,
            _("We began: %(name)s") % {"name": row.name},
            row.practice_change,
            cycle=row.cycle.public_id,
        )
        for row in StrategyInUse.objects.filter(cycle__community=community).select_related("cycle")
        if row.starts_on is not None and row.starts_on <= day
    ]
    found += [
        Change(
            row.decided_on,
            _("We decided: %(choice)s") % {"choice": Choice(row.choice).label},
            row.reason,
            cycle=row.cycle.public_id,
        )
        for row in Decision.objects.filter(cycle__community=community).select_related("cycle")
    ]
    found += [
        Change(
            row.adjusted_on,
            _("We adjusted: %(what)s") % {"what": row.what},
            row.because,
            cycle=row.cycle.public_id,
        )
        for row in Adjustment.objects.filter(cycle__community=community).select_related("cycle")
    ]
    groups = Regrouping.objects.filter(community=community, settled_at__isnull=False)
    found += [
        Change(
            timezone.localdate(row.settled_at),
            _("We made new groups: %(title)s") % {"title": row.title},
            _("%(students)d students in %(groups)d groups") % {"students": row.students, "groups": row.parts},
            regrouping=row.public_id,
        )
        for row in groups.annotate(
            students=Count("places", distinct=True), parts=Count("groups", distinct=True)
        )
        if row.settled_at is not None
    ]
    return sorted(found, key=lambda change: change.on, reverse=True)


@dataclass(frozen=True)
class Step:
    """One result of a student: the day, the check, and the value in words."""

    on: date
    title: str
    value: str


def progress_of(student: Student, community: Community) -> list[Step]:
    """Return the newest results of one student among what the team gave, oldest first.

    For members of the team alone: whoever asks was let in by `open_card` as one of them.
    """
    ours = students_of_community(community=community)
    windows = windows_to_compare(community).filter(attempts__student=student, attempts__superseded_at=None)
    found = []
    for window in list(windows.distinct().order_by("-given_on", "-id")[:MOST_RESULTS]):
        scores = scores_in_window(window, ours)
        value = scores.by_student.get(student.pk)
        if value is not None and window.given_on is not None:
            words = number_format(round(value, 1) if value % 1 else int(value))
            unit = "\u00a0%" if scores.unit == PERCENT_OF_POINTS else ""
            found.append(Step(window.given_on, window.assessment.title, f"{words}{unit}"))
    return found[::-1]
