"""Which cycles a person sees, and how they open one."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind, Relation, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import communities_seen, relations_to_community
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.rules.may import may_read_work, may_see_cycle
from trellis.practice.cycles.words import CycleState
from trellis.practice.goals.models import Goal

_RELATED = (
    "community__organization",
    "template",
    "problem",
    "student_goal",
    "educator_goal",
    "measure__community",
)


def _missing() -> NotFound:
    return NotFound(_("There is no such cycle, or it is not open to you."))


def relations_to_cycle(by: Person | None, cycle: Cycle) -> frozenset[Relation]:
    """Return how a person stands to the community of a cycle."""
    return relations_to_community(by, cycle.community)


def open_cycle(*, by: Person, pk: str) -> Cycle:
    """Return a cycle whose goal and stage the person may see; the work inside is asked for apart.

    Raises:
        NotFound: when there is none, it is not theirs to see, or it is a trial not yet shown (S3-20).
    """
    cycle = Cycle.objects.select_related(*_RELATED).filter(public_id=pk).first()
    if cycle is None or cycle.community.accepted_at is None:
        raise _missing()
    if not may_see_cycle(relations_to_cycle(by, cycle), cycle.hidden):
        raise _missing()
    return cycle


def open_cycle_work(*, by: Person, pk: str) -> Cycle:
    """Return a cycle with the work inside it.

    Raises:
        NotFound: for everybody who is no member; leaders included.
    """
    cycle = open_cycle(by=by, pk=pk)
    if not may_read_work(relations_to_cycle(by, cycle)):
        raise _missing()
    return cycle


def cycles_seen(*, by: Person) -> QuerySet[Cycle]:
    """Return the cycles whose goal and stage the person may see. Equals ``may_see_cycle`` row by row."""
    shown = communities_seen(by=by, kind=ObjectKind.GOAL, at_least=View.SUMMARY)
    own = communities_seen(by=by, kind=ObjectKind.CYCLE_WORK, at_least=View.FULL)
    open_to_all = Q(safe_to_try=False) | Q(shown_at__isnull=False)
    return Cycle.objects.filter(
        Q(open_to_all, community__in=shown.values("pk")) | Q(community__in=own.values("pk"))
    ).select_related("community__organization", "template", "student_goal", "educator_goal")


def cycles_of(community: Community, *, by: Person) -> QuerySet[Cycle]:
    """Return the cycles of a community that the person sees, the newest first."""
    return cycles_seen(by=by).filter(community=community).order_by("-starts_on", "-id")


def running_cycle_of(community: Community, *, by: Person) -> Cycle | None:
    """Return the running cycle of a community that started last, if the person sees it."""
    return cycles_of(community, by=by).filter(state=CycleState.RUNNING).first()


def shown_goals(community: Community, *, by: Person) -> QuerySet[Goal]:
    """Return the goals of the cycles of a community that the person sees; trials not shown stay hidden."""
    cycles = cycles_of(community, by=by)
    return Goal.objects.filter(
        Q(cycle_as_student_goal__in=cycles) | Q(cycle_as_educator_goal__in=cycles)
    ).order_by("-written_at", "-id")


def shared_problems(*, by: Person) -> QuerySet[Cycle]:
    """Return the cycles that work on problems other teams offered to share and the person may see (S0-30)."""
    return (
        cycles_seen(by=by)
        .filter(problem__shared_at__isnull=False)
        .select_related("problem")
        .order_by("problem_id", "-starts_on")
    )
