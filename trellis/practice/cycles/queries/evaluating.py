"""What came of a cycle, as its recorded design allows to say. The caller opens the work first."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from django.utils import timezone

from trellis.evidence.measures.models import DataPoint
from trellis.evidence.measures.queries.scores import same_task, scores_in_window
from trellis.evidence.measures.words import Better
from trellis.evidence.roster.models import Enrollment
from trellis.evidence.roster.queries import classes_of_community, running, students_of_community
from trellis.practice.cycles.models import StudyDesign
from trellis.practice.cycles.queries.chart import read_chart, use_first_percent, use_of
from trellis.practice.cycles.queries.facts import Work
from trellis.practice.cycles.rules.evaluating import (
    Evaluation,
    Recorded,
    Student,
    evaluate_points,
    evaluate_students,
)
from trellis.practice.cycles.words import OF_STUDENTS, StudyKind

#: Points are evenly spaced when the longest gap is at most so many times the shortest.
MOST_UNEVEN = 2


def evaluation_of(work: Work) -> Evaluation | None:
    """Return what may be said of the effect, or nothing while no design is written down."""
    study = work.study
    if study is None:
        return None
    use = use_of(work)
    percent = use_first_percent(work.cycle.community.organization)
    if StudyKind(study.kind) in OF_STUDENTS:
        return evaluate_students(
            _students(work, study) if use.enough(percent) else (), _of_windows(work, study), use, percent
        )
    start, measure = work.use_starts_on, work.cycle.measure
    before = [point for point in work.points if start and point.on < start]
    after = [point for point in work.points if start and point.on >= start]
    first = after[0].on if after else None
    reading = read_chart(work, use, percent)
    return evaluate_points(
        [float(point.value) for point in before],
        [float(point.value) for point in after],
        Recorded(StudyKind(study.kind), in_time=_in_time(study, first)),
        use,
        percent,
        higher=measure is None or measure.better == Better.HIGHER,
        evenly=_evenly([point.on for point in work.points]),
        signal=reading is not None and reading.chart.signal,
        students=_children(work, work.points),
    )


def _in_time(study: StudyDesign, first_result: date | None) -> bool:
    """Whether the comparison was written down on or before the day of the first result after it."""
    return first_result is None or timezone.localdate(study.written_at) <= first_result


def _of_windows(work: Work, study: StudyDesign) -> Recorded:
    before, after = study.before, study.after
    same = before is not None and after is not None and same_task(before, after)
    ours = students_of_community(community=work.cycle.community)
    return Recorded(
        StudyKind(study.kind),
        in_time=_in_time(study, after.given_on if after else None),
        chosen_low=study.chosen_low,
        same_task=same,
        schools=ours.values("school_id").distinct().count(),
    )


def _students(work: Work, study: StudyDesign) -> list[Student]:
    """The community's students with a number before, their class, and the number after where there is one."""
    if study.before is None or study.after is None:
        return []
    community = work.cycle.community
    ours = students_of_community(community=community)
    before, after = scores_in_window(study.before, ours), scores_in_window(study.after, ours)
    if before.unit != after.unit and study.kind == StudyKind.PRE_POST:
        return []  # two numbers that do not mean the same have no difference
    later = set(study.later_classes.values_list("pk", flat=True))
    rows = (
        Enrollment.objects.filter(
            running(timezone.localdate()),
            school_class__in=classes_of_community(community=community),
            student_id__in=list(before.by_student),
        )
        .order_by("student_id", "school_class_id")
        .values_list("student_id", "school_class_id")
    )
    rooms: dict[int, set[int]] = {}
    for student, room in rows:
        rooms.setdefault(student, set()).add(room)
    found = []
    for student, score in sorted(before.by_student.items()):
        own = rooms.get(student, set())
        if study.kind == StudyKind.COMPARISON and (not own or (own & later and own - later)):
            continue  # in both kinds of class, or in none now: on no side of the comparison
        room = min(own & later or own, default=0)
        found.append(Student(score, after.by_student.get(student), room, bool(own & later)))
    return found


def _evenly(days: Sequence[date]) -> bool:
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return not gaps or max(gaps) <= MOST_UNEVEN * min(gaps)


def _children(work: Work, points: Sequence[DataPoint]) -> int:
    """How many children stand behind the smallest point; where it is not said, the community's students."""
    known = [point.whole for point in points if point.whole is not None]
    return min(known) if known else students_of_community(community=work.cycle.community).count()
