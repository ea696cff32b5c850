"""Decision, message and story of a cycle; the story as others read it."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.people.accounts.requests import SignedIn
from trellis.practice.cycles.operations import closing
from trellis.practice.cycles.queries import facts, seeing
from trellis.practice.cycles.queries.evaluating import evaluation_of
from trellis.practice.cycles.queries.stories import draft_of, open_story, public_stories
from trellis.practice.cycles.rules.evaluating import family_sentence
from trellis.practice.cycles.words import Audience, Choice, Reach
from trellis.stats.results import Language
from trellis.web.cycles.board import cycle_board
from trellis.web.cycles.forms import DecisionForm, MessageForm, StoryForm
from trellis.web.cycles.pages import step
from trellis.web.cycles.study import finding_of
from trellis.web.pages import go, show, tell

LANGUAGES: tuple[Language, ...] = ("en", "es")


@require_http_methods(["GET", "POST"])
def decide_cycle(request: SignedIn, pk: str) -> HttpResponse:
    """Prediction beside result, then keep, adapt, stop or spread."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    people = [(person.public_id, person.full_name) for person in facts.who_took_part(work, request.user.pk)]
    form = DecisionForm(
        request.POST or None, people=people, initial={"participants": [key for key, _name in people]}
    )

    def act(data: Mapping[str, Any]) -> object:
        entered = {**data, "choice": Choice(data["choice"])}
        return closing.decide_cycle(by=request.user, cycle=cycle, **entered)

    return step(
        request,
        cycle,
        form,
        act,
        template="cycles/decide_cycle.html",
        said=_("Your decision is kept."),
        context={
            "decision": work.decision,
            "experiment": work.experiment,
            "result": work.points[-1] if work.points else None,
            "board": cycle_board(work),
            "finding": finding_of(work),
        },
    )


@require_http_methods(["GET", "POST"])
def tell_families(request: SignedIn, pk: str) -> HttpResponse:
    """Keep what families or students were told."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    found = evaluation_of(work)
    first = {f"text_{code}": family_sentence(found, code) for code in LANGUAGES} if found else {}

    def act(data: Mapping[str, Any]) -> object:
        return closing.tell_families(
            by=request.user,
            cycle=cycle,
            reach=Reach(data["reach"]),
            text_en=data["text_en"],
            text_es=data["text_es"],
        )

    return step(
        request,
        cycle,
        MessageForm(request.POST or None, initial=first),
        act,
        template="cycles/tell_families.html",
        said=_("The message is kept."),
        context={"messages_told": work.messages},
    )


@require_http_methods(["GET", "POST"])
def write_story(request: SignedIn, pk: str) -> HttpResponse:
    """A draft from the records; the team words it and chooses who reads it."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    source = work.story or draft_of(work)
    initial = {"title": source.title, "text": source.text, "audience": Audience.TEAM}
    if work.story is not None:
        initial |= {name: getattr(work.story, name) for name in ("title_es", "text_es", "audience")}

    def act(data: Mapping[str, Any]) -> object:
        entered = {**data, "audience": Audience(data["audience"])}
        return closing.publish_story(by=request.user, cycle=cycle, **entered)

    return step(
        request,
        cycle,
        StoryForm(request.POST or None, initial=initial),
        act,
        template="cycles/write_story.html",
        said=_("The story is shown to the people you chose."),
        to=reverse("write-story", args=[pk]),
        context={"story": work.story},
    )


@require_POST
def take_back_story(request: SignedIn, pk: str) -> HttpResponse:
    """Take the story off all pages of others."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    closing.take_back_story(by=request.user, cycle=cycle)
    tell(request, _("The story is no longer shown."))
    return go(request, reverse("write-story", args=[pk]))


@login_not_required
@require_GET
def story(request: HttpRequest, pk: str) -> HttpResponse:
    """A published story, for whom its team chose; without sign-in where it is for everyone."""
    reader = request.user if request.user.is_authenticated else None
    told = open_story(by=reader, pk=pk)
    organization = told.cycle.community.organization
    others = [other for other in public_stories(organization)[:6] if other.pk != told.pk]
    context = {
        "story": told,
        "title": told.title_shown,
        "text": told.text_shown,
        "organization": organization,
        "others": others,
    }
    return show(request, "cycles/story.html", context)
