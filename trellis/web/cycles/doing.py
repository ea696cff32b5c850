"""The try log, and what each member says."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.kit.errors import NotFound
from trellis.people.accounts.requests import SignedIn
from trellis.practice.cycles.operations import doing, speaking
from trellis.practice.cycles.operations.adjusting import rate_reflection
from trellis.practice.cycles.queries import facts, seeing
from trellis.practice.cycles.queries.practice import looked_back, own_depths
from trellis.practice.cycles.rules.reflecting import look_back_question
from trellis.practice.cycles.rules.road import monday_of
from trellis.practice.cycles.words import Material, StudentsDid, Used, VoiceKind
from trellis.web.cycles.forms import DepthForm, UseForm, VoiceForm
from trellis.web.cycles.pages import step
from trellis.web.cycles.tools import VOICE_LABELS

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.cycles.models import Cycle

WEEKS_BACK = 4


def _weeks(use_starts_on: date | None) -> list[tuple[str, str]]:
    """Return the weeks one can record: this one and the last few, not before first use."""
    monday = monday_of(timezone.localdate())
    first = monday_of(use_starts_on) if use_starts_on else monday
    weeks = [monday - timedelta(weeks=back) for back in range(WEEKS_BACK)]
    return [
        (week.isoformat(), _("This week") if week == monday else date_format(week, "MONTH_DAY_FORMAT"))
        for week in weeks
        if week >= first
    ]


@require_http_methods(["GET", "POST"])
def record_use(request: SignedIn, pk: str) -> HttpResponse:
    """My week in three taps; made for a phone between two lessons."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    work = facts.work_of(cycle)
    monday = monday_of(timezone.localdate())
    mine = next((r for r in work.use_records if r.person_id == request.user.pk and r.week == monday), None)
    names = ("used", "students_did", "material", "own_words", "students_words", "material_words")
    initial = {name: getattr(mine, name) for name in names} if mine else {}
    form = UseForm(request.POST or None, weeks=_weeks(work.use_starts_on), initial=initial)

    def act(data: Mapping[str, Any]) -> object:
        return doing.record_use(
            by=request.user,
            cycle=cycle,
            week=date.fromisoformat(data["week"]),
            used=Used(data["used"]),
            students_did=StudentsDid(data["students_did"]) if data["students_did"] else None,
            material=Material(data["material"]) if data["material"] else None,
            own_words=data["own_words"],
            students_words=data["students_words"],
            material_words=data["material_words"],
            client_id=data["client_id"],
        )

    return step(
        request,
        cycle,
        form,
        act,
        template="cycles/record_use.html",
        said=_("Your week is recorded."),
        to=reverse("open-cycle", args=[pk]),
        context={"strategy": work.strategy},
    )


@require_http_methods(["GET", "POST"])
def speak(request: SignedIn, pk: str, kind: str) -> HttpResponse:
    """Say one's own part; below stands what the others said."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    if kind not in VoiceKind:
        raise NotFound(_("There is no such page."))
    voice, work = VoiceKind(kind), facts.work_of(cycle)
    said = [entry for entry in work.voices if entry.kind == voice]
    mine = next((entry for entry in said if entry.person_id == request.user.pk), None)
    form = VoiceForm(
        request.POST or None,
        people=[(p.public_id, p.full_name) for p in work.members if p.pk != request.user.pk],
        asks_whom=voice == VoiceKind.VISITED,
        asks_words=voice in (VoiceKind.RESTATES, VoiceKind.TRIES, VoiceKind.REFLECTS),
        initial={"text": mine.text if mine else ""},
    )
    context = {"kind": kind, "heading": VOICE_LABELS[voice], "said": said, "problem": cycle.problem}
    depth = None
    if voice == VoiceKind.REFLECTS:
        depth = DepthForm(request.POST or None)
        context |= _looking_back(request, cycle, depth)

    def act(data: Mapping[str, Any]) -> None:
        speaking.speak(by=request.user, cycle=cycle, kind=voice, **data)
        if depth is not None and depth.is_valid() and depth.cleaned_data["depth"]:
            rate_reflection(by=request.user, cycle=cycle, depth=depth.cleaned_data["depth"])

    said_words = _("Your words are with the team.")
    return step(request, cycle, form, act, template="cycles/speak.html", said=said_words, context=context)


def _looking_back(request: SignedIn, cycle: "Cycle", depth: DepthForm) -> dict[str, object]:
    """Return what only the page of looking back shows: a question, and notes on depth for oneself."""
    turn = request.GET.get("turn", "")
    number = int(turn) if turn.isdecimal() and len(turn) < 4 else 0
    return {
        "question": look_back_question(request.user.pk, looked_back(request.user, cycle), number),
        "next_turn": number + 1,
        "depth_form": depth,
        "depths": list(own_depths(request.user)),
    }
