"""Who does what for which goal and which students: nothing that a team aims for is nobody's (S3-18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.evidence.roster.queries import students_of_community
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import working_members_of
from trellis.practice.cycles.models import Cycle, PlanStep, Voice
from trellis.practice.cycles.words import CycleState, VoiceKind
from trellis.practice.goals.queries import goal_sentence
from trellis.practice.students.models import NeedGroup
from trellis.practice.students.queries.care import running_supports
from trellis.practice.students.words import GroupKind, RegroupingState


@dataclass(frozen=True)
class GridRow:
    """One thing the team answers for: what each person does for it, in the order of the people."""

    kind: str
    title: str
    pk: str
    cells: tuple[str, ...]

    @property
    def nobody(self) -> bool:
        """Whether it is nobody's yet."""
        return not any(self.cells)


@dataclass(frozen=True)
class Grid:
    """The team's responsibility on one page."""

    people: tuple[Person, ...]
    rows: tuple[GridRow, ...]

    @property
    def open_rows(self) -> list[GridRow]:
        """What is nobody's: the list that should be empty."""
        return [row for row in self.rows if row.nobody]


#: Kinds of rows; the page leads from each to where somebody takes it.
STUDENT_GOAL, EDUCATOR_GOAL, GROUP, SUPPORTS = "student_goal", "educator_goal", "group", "supports"


def _cells(people: Sequence[Person], by_person: Mapping[int, Sequence[str]]) -> tuple[str, ...]:
    return tuple("; ".join(by_person.get(person.pk, ())) for person in people)


def responsibility_of(community: Community) -> Grid:
    """Return who does what; whoever asks was let in by `open_care_community`."""
    people = working_members_of(community)
    rows = []
    cycles = Cycle.objects.filter(community=community, state=CycleState.RUNNING).select_related(
        "student_goal", "educator_goal"
    )
    for cycle in cycles.order_by("-starts_on", "-id"):
        rows += _of_cycle(cycle, people)
    rows += _groups(community, people)
    rows += _supports(community, people)
    return Grid(tuple(people), tuple(rows))


def _of_cycle(cycle: Cycle, people: Sequence[Person]) -> list[GridRow]:
    steps: dict[int, list[str]] = {}
    for step in PlanStep.objects.filter(cycle=cycle, done_at=None):
        steps.setdefault(step.who_id, []).append(step.text)
    tries: dict[int, list[str]] = {}
    for voice in Voice.objects.filter(cycle=cycle, kind=VoiceKind.TRIES).exclude(text=""):
        tries.setdefault(voice.person_id, []).append(voice.text)
    rows = []
    if cycle.student_goal is not None:
        title = goal_sentence(cycle.student_goal)
        rows.append(GridRow(STUDENT_GOAL, title, cycle.public_id, _cells(people, steps)))
    if cycle.educator_goal is not None:
        title = goal_sentence(cycle.educator_goal)
        rows.append(GridRow(EDUCATOR_GOAL, title, cycle.public_id, _cells(people, tries)))
    return rows


def _groups(community: Community, people: Sequence[Person]) -> list[GridRow]:
    groups = (
        NeedGroup.objects.filter(regrouping__community=community, regrouping__state=RegroupingState.SETTLED)
        .annotate(count=Count("places"))
        .filter(count__gt=0)
        .order_by("position", "id")
    )
    rows = []
    for group in groups:
        students = ngettext("%(n)d student", "%(n)d students", group.count) % {"n": group.count}
        does = group.practice_change or group.meets or str(GroupKind(group.kind).label)
        taken = {group.teacher_id: [does]} if group.teacher_id else {}
        rows.append(GridRow(GROUP, f"{group.name}: {students}", group.public_id, _cells(people, taken)))
    return rows


def _supports(community: Community, people: Sequence[Person]) -> list[GridRow]:
    ours = students_of_community(community=community)
    counts: dict[int, set[int]] = {}
    for support in running_supports(ours, timezone.localdate()):
        counts.setdefault(support.who_id, set()).add(support.student_id)
    if not counts:
        return []
    cells = {
        who: [ngettext("%(n)d student", "%(n)d students", len(students)) % {"n": len(students)}]
        for who, students in counts.items()
    }
    return [GridRow(SUPPORTS, _("Supports of single students"), "", _cells(people, cells))]
