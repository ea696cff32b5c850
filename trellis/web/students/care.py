"""Supports and named adults of a team's students. Members of the team alone; leaders see counts."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import Invalid, NotFound
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see, working_members_of
from trellis.practice.students.operations import cards as card_operations
from trellis.practice.students.operations import supports as operations
from trellis.practice.students.queries import care as queries
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.students.care_forms import SupportForm, SweepForm

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.communities.models import Community


def members(community: "Community") -> list[tuple[str, str]]:
    """Return the members of a team as choices."""
    return [(person.public_id, person.full_name) for person in working_members_of(community)]


@require_GET
def supports(request: SignedIn, pk: str) -> HttpResponse:
    """What our students get: reviews that are due, and whom nobody has on the list."""
    community = queries.open_care_community(by=request.user, pk=pk)
    context = {
        "community": community,
        "care": queries.care_of(community),
        "who": who_can_see(ObjectKind.SUPPORT, community),
    }
    return show(request, "students/supports.html", context)


@require_http_methods(["GET", "POST"])
def plan_support(request: SignedIn, pk: str, student: str) -> HttpResponse:
    """Plan a support for one student."""
    community = queries.open_care_community(by=request.user, pk=pk)
    lines = queries.care_of(community).lines
    line = next((one for one in lines if one.student.public_id == student), None)
    if line is None:
        raise NotFound(_("There is no such student in this team."))
    form = SupportForm(request.POST or None, people=members(community))
    if request.method == "POST" and form.is_valid():
        try:
            operations.plan_support(by=request.user, community=community, student=student, plan=form.plan())
        except Invalid as error:
            put_errors(form, error)
        else:
            tell(request, _("The support is planned."))
            return go(request, reverse("supports", args=[pk]))
    context = {
        "community": community,
        "student": line.student,
        "form": form,
        "who": who_can_see(ObjectKind.SUPPORT, community),
    }
    return show(request, "students/plan_support.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def sweep_students(request: SignedIn, pk: str) -> HttpResponse:
    """Go through the students without a plan, one line each, in one sitting."""
    community = queries.open_care_community(by=request.user, pk=pk)
    care = queries.care_of(community)
    form = SweepForm(
        request.POST or None,
        students=[(one.student.public_id, one.student.full_name) for one in care.without_plan],
        people=members(community),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.sweep_students(by=request.user, community=community, plans=form.plans())
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            said = ngettext("%(n)d support is planned.", "%(n)d supports are planned.", len(made))
            tell(request, said % {"n": len(made)})
            return go(request, reverse("supports", args=[pk]) + "#recap")
    context = {
        "community": community,
        "form": form,
        "who": who_can_see(ObjectKind.SUPPORT, community),
    }
    return show(request, "students/sweep_students.html", context, status=422 if form.errors else 200)


@require_GET
def named_adults(request: SignedIn, pk: str) -> HttpResponse:
    """The relationship map: who knows whom, students without anybody first (S0-23, S4-08)."""
    community = queries.open_care_community(by=request.user, pk=pk)
    care = queries.care_of(community)
    context = {
        "community": community,
        "care": care,
        "lines": sorted(care.lines, key=lambda line: bool(line.adults)),
        "people": [(one.public_id, one.full_name) for one in queries.adults_to_name(community)],
        "who": who_can_see(ObjectKind.SUPPORT, community),
    }
    return show(request, "students/named_adults.html", context)


@require_POST
def name_adult(request: SignedIn, pk: str) -> HttpResponse:
    """Name an adult who knows a student."""
    community = queries.open_care_community(by=request.user, pk=pk)
    student = request.POST.get("student", "")
    if not student:
        raise Invalid(_("Choose a student."))
    card_operations.name_adult(
        by=request.user, community=community, student=student, person=request.POST.get("person", "")
    )
    return go(request, reverse("named-adults", args=[pk]) + f"#student-{student}")


@require_POST
def end_named_adult(request: SignedIn, pk: str) -> HttpResponse:
    """Take an adult's name off a student."""
    community = queries.open_care_community(by=request.user, pk=pk)
    student, person = request.POST.get("student", ""), request.POST.get("person", "")
    if not student or not person:
        raise Invalid(_("Choose a student."))
    card_operations.end_named_adult(by=request.user, community=community, student=student, person=person)
    return go(request, reverse("named-adults", args=[pk]) + f"#student-{student}")


@require_GET
def count_care(request: SignedIn, pk: str) -> HttpResponse:
    """Counts for the leader of a school or a district: never a name."""
    counts = queries.count_care_at(by=request.user, pk=pk)
    return show(request, "students/count_care.html", {"counts": counts, "place": counts.place})
