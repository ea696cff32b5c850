"""The answers of an assessment: grid, patterns, rooms. Members of the team alone."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trellis.evidence.measures.operations.items import say_right_answers as say_them
from trellis.evidence.measures.queries.results import (
    open_assessment,
    open_results_community,
    owner_of,
)
from trellis.kit.errors import Invalid
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.students.operations import answers as operations
from trellis.practice.students.queries.answers import answers_of
from trellis.practice.students.queries.groups import regrouping_of
from trellis.practice.students.rules.answers import needs_a_key
from trellis.web.pages import go, show, tell
from trellis.web.students.forms import RightAnswersForm
from trellis.web.students.pictures import answer_grid_of


@require_GET
def read_answers(request: SignedIn, pk: str) -> HttpResponse:
    """Students by items, most need first; what comes back as a wrong answer; rooms that may be named."""
    assessment = open_assessment(by=request.user, pk=pk)
    community = owner_of(assessment)
    answers = answers_of(assessment, community=community, by=request.user)
    by_name = request.GET.get("order") == "name"
    context = {
        "assessment": assessment,
        "community": community,
        "answers": answers,
        "grid": answer_grid_of(answers, by_name=by_name),
        "by_name": by_name,
        "keys": [one for one in answers.items if one.is_key],
        "regrouping": regrouping_of(assessment),
        "key_form": RightAnswersForm(items=needs_a_key(answers.sheet)),
        "who": who_can_see(ObjectKind.RESULT, community),
    }
    return show(request, "students/read_answers.html", context)


@require_POST
def name_error_pattern(request: SignedIn, pk: str) -> HttpResponse:
    """Name the misconception behind a wrong answer."""
    assessment = open_assessment(by=request.user, pk=pk)
    position = request.POST.get("position", "")
    if not position.isdecimal():
        raise Invalid(_("Choose the item."))
    operations.name_error_pattern(
        by=request.user,
        community=owner_of(assessment),
        assessment=assessment,
        position=int(position),
        answer=request.POST.get("answer", "")[:40],
        name=request.POST.get("name", ""),
    )
    tell(request, _("The name is kept with this answer."))
    return go(request, reverse("read-answers", args=[pk]))


@require_POST
def say_right_answers(request: SignedIn, pk: str) -> HttpResponse:
    """Say which answer is right, where a file brought only what students chose."""
    assessment = open_assessment(by=request.user, pk=pk)
    community = owner_of(assessment)
    items = needs_a_key(answers_of(assessment, community=community, by=request.user).sheet)
    form = RightAnswersForm(request.POST, items=items)
    if not form.is_valid() or not form.answers():
        raise Invalid(_("Write at least one right answer."))
    say_them(by=request.user, community=community, assessment=assessment, answers=form.answers())
    tell(request, _("The grid now knows what is right."))
    return go(request, reverse("read-answers", args=[pk]))


@require_POST
def show_room(request: SignedIn, pk: str) -> HttpResponse:
    """Let the team see the name of one's own class, or take that back."""
    community = open_results_community(by=request.user, pk=pk)
    assessment, room_pk = request.POST.get("assessment", ""), request.POST.get("room", "")
    if not room_pk:
        raise Invalid(_("Choose your class."))
    show_it = request.POST.get("show") == "yes"
    room = operations.show_room(by=request.user, community=community, room=room_pk, show=show_it)
    words = {"room": room.title}
    tell(
        request,
        _("The team now sees which answers come from %(room)s.") % words
        if show_it
        else _("The team no longer sees which answers come from %(room)s.") % words,
    )
    if not assessment:
        return go(request, reverse("results", args=[pk]))
    return go(
        request, reverse("read-answers", args=[open_assessment(by=request.user, pk=assessment).public_id])
    )
