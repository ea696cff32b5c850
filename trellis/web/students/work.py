"""Student work: capture by phone with names covered, piles, pins, blind scores. Members of the team alone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.evidence.measures.queries.results import open_assessment, owner_of
from trellis.kit.errors import Invalid
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.practice.students.operations import work as operations
from trellis.practice.students.queries import work as queries
from trellis.practice.students.rules.work import MOST_BYTES
from trellis.web.pages import go, show, tell

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.students.models import WorkSample


@require_GET
def work_samples(request: SignedIn, pk: str) -> HttpResponse:
    """The work on an assessment, in piles."""
    assessment = open_assessment(by=request.user, pk=pk)
    community = owner_of(assessment)
    context = {
        "assessment": assessment,
        "community": community,
        "work": queries.work_of(assessment, by=request.user),
        "who": who_can_see(ObjectKind.RESULT, community),
    }
    return show(request, "students/work_samples.html", context)


@require_http_methods(["GET", "POST"])
def sort_work(request: SignedIn, pk: str) -> HttpResponse:
    """One piece after the other, each by one press of its pile; the last one can be taken back (S3-31)."""
    assessment = open_assessment(by=request.user, pk=pk)
    here = reverse("sort-work", args=[pk])
    if request.method == "POST":
        sample = queries.open_work_sample(by=request.user, pk=request.POST.get("sample", ""))
        pile = request.POST.get("pile") or request.POST.get("new", "")
        if not pile.strip() and not sample.pile:
            raise Invalid(_("Give the pile a name."))
        operations.pile_work_sample(by=request.user, sample=sample, pile=pile, note=sample.note)
        return go(request, f"{here}?last={sample.public_id}" if sample.pile else here)
    last = request.GET.get("last", "")
    context = {
        "assessment": assessment,
        "community": owner_of(assessment),
        "next": queries.next_to_sort(assessment, after=request.GET.get("after", "")),
        "last": queries.open_work_sample(by=request.user, pk=last) if last else None,
        "who": who_can_see(ObjectKind.RESULT, owner_of(assessment)),
    }
    return show(request, "students/sort_work.html", context)


def _number(request: SignedIn, name: str, sentence: str) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 3:
        raise Invalid(sentence)
    return int(text)


@require_POST
def add_work_sample(request: SignedIn, pk: str) -> HttpResponse:
    """Take one picture into the pile of an item."""
    assessment = open_assessment(by=request.user, pk=pk)
    position = _number(request, "position", _("Choose the item this work answers."))
    picture = request.FILES.get("picture")
    if picture is None or picture.size is None or picture.size > MOST_BYTES:
        raise Invalid(_("Choose a picture of at most 4 MB."))
    operations.add_work_sample(
        by=request.user,
        assessment=assessment,
        position=position,
        content=picture.read(),
        pile=request.POST.get("pile", ""),
    )
    tell(request, _("The work is on the table."))
    return go(request, reverse("work-samples", args=[pk]))


@require_GET
def show_work_sample(request: SignedIn, pk: str) -> HttpResponse:
    """The picture, with the type its bytes have, never run and never kept by a cache between people."""
    sample = queries.open_work_sample(by=request.user, pk=pk)
    response = HttpResponse(bytes(sample.picture), content_type=sample.picture_type)
    response["Content-Disposition"] = f'attachment; filename="work-{sample.public_id}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    return response


def _change(
    request: SignedIn, pk: str, act: Callable[["WorkSample"], object], *, said: str = ""
) -> HttpResponse:
    sample = queries.open_work_sample(by=request.user, pk=pk)
    back = reverse("work-samples", args=[sample.assessment.public_id])
    act(sample)
    if said:
        tell(request, said)
    return go(request, f"{back}#work-{pk}")


@require_POST
def pile_work_sample(request: SignedIn, pk: str) -> HttpResponse:
    """Put a piece on a pile."""
    words = {name: request.POST.get(name, "") for name in ("pile", "note")}
    return _change(
        request, pk, lambda sample: operations.pile_work_sample(by=request.user, sample=sample, **words)
    )


@require_POST
def pin_work_sample(request: SignedIn, pk: str) -> HttpResponse:
    """Pin a piece or take the pin off."""
    return _change(request, pk, lambda sample: operations.pin_work_sample(by=request.user, sample=sample))


@require_POST
def remove_work_sample(request: SignedIn, pk: str) -> HttpResponse:
    """Take a piece out; the picture is gone at once."""
    return _change(
        request,
        pk,
        lambda sample: operations.remove_work_sample(by=request.user, sample=sample),
        said=_("The picture is gone."),
    )


@require_POST
def score_work(request: SignedIn, pk: str) -> HttpResponse:
    """Give one's own points, before seeing the others'."""
    queries.open_work_sample(by=request.user, pk=pk)
    points = _number(request, "points", _("Points go from 0 to 20."))
    return _change(
        request, pk, lambda sample: operations.score_work(by=request.user, sample=sample, points=points)
    )


@require_POST
def agree_on_work(request: SignedIn, pk: str) -> HttpResponse:
    """Write down the points the team agreed on."""
    queries.open_work_sample(by=request.user, pk=pk)
    points = _number(request, "points", _("Points go from 0 to 20."))
    return _change(
        request, pk, lambda sample: operations.agree_on_work(by=request.user, sample=sample, points=points)
    )
