"""A team says how it will know; and what came of it, said in the language of the reader."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trellis.evidence.measures.queries.scores import windows_to_compare
from trellis.evidence.roster.queries import classes_of_community
from trellis.practice.cycles.operations.studying import write_study_design as write
from trellis.practice.cycles.queries import facts, seeing
from trellis.practice.cycles.queries.evaluating import evaluation_of
from trellis.practice.cycles.rules.evaluating import Evaluation, family_sentence, sentences
from trellis.practice.cycles.words import OF_STUDENTS, StudyKind
from trellis.stats.results import Language
from trellis.web.cycles.forms import StudyForm
from trellis.web.cycles.pages import step

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.people.accounts.requests import SignedIn
    from trellis.practice.cycles.queries.facts import Work


@dataclass(frozen=True)
class Finding:
    """What the page says of an effect: use first, then the sentences, what stands behind them, the tier."""

    title: str
    use: str
    said: list[str]
    behind: str
    tier: str
    families: str


def _language() -> Language:
    return "es" if (get_language() or "en").startswith("es") else "en"


def _behind(found: Evaluation) -> str:
    if not found.n:
        return ""
    if found.kind in OF_STUDENTS:
        counted = ngettext("From %(n)d student.", "From %(n)d students.", found.n) % {"n": found.n}
    else:
        counted = ngettext("From %(n)d point.", "From %(n)d points.", found.n) % {"n": found.n}
    return counted if found.interval is None else f"{counted} " + _("“Plausible” means 95 %.")


def finding_of(work: "Work") -> Finding | None:
    """Return what may be said of the effect, or nothing while no comparison is written down."""
    found = evaluation_of(work)
    if found is None:
        return None
    language = _language()
    use, *said = sentences(found, language)
    return Finding(
        title=str(StudyKind(found.kind).label),
        use=use,
        said=said,
        behind=_behind(found),
        tier=found.tier.say(language) if found.tier else "",
        families=family_sentence(found, language),
    )


@require_http_methods(["GET", "POST"])
def write_study_design(request: "SignedIn", pk: str) -> HttpResponse:
    """What is compared with what, written down before the results."""
    cycle = seeing.open_cycle_work(by=request.user, pk=pk)
    study, community = facts.work_of(cycle).study, cycle.community
    windows = [
        (one.public_id, f"{one.assessment.title}, {date_format(one.given_on)}")
        for one in windows_to_compare(community)
        if one.given_on
    ]
    initial: dict[str, object] = {"kind": StudyKind.PRE_POST}
    if study is not None:
        initial = {
            "kind": study.kind,
            "chosen_low": study.chosen_low,
            "before": study.before.public_id if study.before else "",
            "after": study.after.public_id if study.after else "",
            "later_classes": [one.public_id for one in study.later_classes.all()],
        }
    classes = [(one.public_id, one.title) for one in classes_of_community(community=community)]
    return step(
        request,
        cycle,
        StudyForm(request.POST or None, windows=windows, classes=classes, initial=initial),
        lambda data: write(by=request.user, cycle=cycle, **{**data, "kind": StudyKind(data["kind"])}),
        template="cycles/write_study_design.html",
        said=_("What you compare is written down."),
        to=reverse("open-cycle", args=[pk]),
        context={"study": study},
    )
