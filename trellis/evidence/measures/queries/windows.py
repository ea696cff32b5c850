"""Windows of a district's assessments, as one community sees them: its own students alone (tier T0/T1)."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from trellis.evidence.measures.models import Administration, Result
from trellis.evidence.measures.queries.results import cell_text, standing_results
from trellis.evidence.measures.words import ItemKind, Method, Window
from trellis.evidence.roster.models import Student
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.errors import NotFound
from trellis.people.communities.models import Community


@dataclass(frozen=True)
class WindowColumn:
    """One column: the item, and what its results are measured in."""

    label: str
    method: str


@dataclass(frozen=True)
class WindowRow:
    """One student of the community with a cell for every column."""

    student: Student
    cells: tuple[str, ...]


@dataclass(frozen=True)
class WindowTable:
    """A window at a glance, for one community."""

    columns: tuple[WindowColumn, ...]
    rows: tuple[WindowRow, ...]
    without_result: tuple[Student, ...]


def windows_of_district(community: Community) -> QuerySet[Administration]:
    """Return the windows of assessments of the whole organization in which the community's students stand.

    Whether somebody may read them is decided before (`open_results_community`).
    """
    ours = students_of_community(community=community)
    return (
        Administration.objects.filter(
            assessment__community=None, attempts__student__in=ours, attempts__superseded_at=None
        )
        .select_related("assessment")
        .annotate(student_count=Count("attempts__student", distinct=True))
        .order_by("-school_year", "-given_on", "assessment__title", "id")
    )


def open_window_of_district(*, community: Community, pk: str) -> Administration:
    """Return one window of a district's assessment, for a community whose students stand in it.

    Raises:
        NotFound: when there is none.
    """
    window = windows_of_district(community).filter(public_id=pk).first()
    if window is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return window


def name_of_window(administration: Administration) -> str:
    """Return a window as people say it: “Fall 2026–27”, “September 2026–27”, “2026–27”."""
    years = f"{administration.school_year - 1}–{administration.school_year % 100:02d}"
    once = administration.window in (Window.ONCE, Window.MONTH)
    name = administration.title or ("" if once else str(Window(administration.window).label))
    return f"{name} {years}".strip()


def table_of_window(administration: Administration, community: Community) -> WindowTable:
    """Return the results of a community's students in a window; students without any are listed too."""
    ours = list(students_of_community(community=community).order_by("family_name", "given_name", "pk"))
    results = standing_results(administration, ours).select_related("item", "attempt")
    methods = list(Method.values)
    by_student: dict[int, dict[tuple[int, str], Result]] = {}
    columns: dict[tuple[int, str], tuple[bool, int, int, WindowColumn]] = {}
    for result in results:
        key = (result.item_id, result.method)
        by_student.setdefault(result.attempt.student_id, {})[key] = result
        if key not in columns:
            columns[key] = (
                result.item.kind != ItemKind.WHOLE,
                result.item.position,
                methods.index(result.method),
                WindowColumn(result.item.label, str(Method(result.method).label)),
            )
    order = sorted(columns, key=lambda key: columns[key][:3])
    return WindowTable(
        columns=tuple(columns[key][3] for key in order),
        rows=tuple(
            WindowRow(student, tuple(cell_text(by_student[student.pk].get(key)) for key in order))
            for student in ours
            if student.pk in by_student
        ),
        without_result=tuple(student for student in ours if student.pk not in by_student),
    )
