"""How far a team's students came between two windows of a district's assessment. Members alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trellis.evidence.measures.queries import growth as queries
from trellis.evidence.measures.queries.results import open_results_community
from trellis.evidence.measures.queries.windows import name_of_window, open_window_of_district
from trellis.evidence.measures.rules.growth import catching_up
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.stats.growth import CatchUp
from trellis.stats.results import Language
from trellis.web.charts.before_after import BeforeAfter
from trellis.web.pages import show

if TYPE_CHECKING:  # doors know the type of a finding, never its table
    from trellis.evidence.measures.models import Administration
    from trellis.evidence.measures.rules.growth import TeamGrowth

#: Windows closer together than this have no pace by the month.
FEWEST_DAYS = 14


def picture_of_growth(found: "TeamGrowth", scale: str, before: str, after: str) -> BeforeAfter | None:
    """Return the picture of a change that can be told; nothing where it cannot."""
    if not found.can_tell:
        return None
    language: Language = "es" if (get_language() or "en").startswith("es") else "en"
    return BeforeAfter(
        title=_("%(scale)s of the same students, %(before)s and %(after)s")
        % {"scale": scale, "before": before, "after": after},
        sentence=found.say(language),
        before_words=before,
        after_words=after,
        columns=(_("Score"), before, after),
        before=found.before,
        after=found.after,
        notes=found.notes(language),
    )


class TargetForm(forms.Form):
    """The score from which a student has caught up."""

    target = forms.FloatField(label=gettext_lazy("Score that counts as there"))
    later = forms.FloatField(
        label=gettext_lazy("In the later window"),
        required=False,
        help_text=gettext_lazy("Only where the goal moves on within the year."),
    )


@dataclass(frozen=True)
class Catching:
    """How fast those below a score came closer to it: a sentence, and what has to be known beside it."""

    said: str
    notes: Sequence[str]
    can_tell: bool


def _catching(
    request: SignedIn, found: "TeamGrowth | None", first: "Administration", later: "Administration"
) -> dict[str, object]:
    """Return the form, and what can be said once a score was named."""
    days = (later.given_on - first.given_on).days if later.given_on and first.given_on else 0
    if found is None or not found.can_tell or days < FEWEST_DAYS:
        return {}
    form = TargetForm(request.GET if "target" in request.GET else None)
    if not form.is_bound or not form.is_valid():
        return {"target_form": form}
    language: Language = "es" if (get_language() or "en").startswith("es") else "en"
    data = form.cleaned_data
    told = catching_up(found, target=data["target"], later_target=data["later"], days=days)
    notes = [note.say(language) for note in told.notes] if isinstance(told, CatchUp) else []
    return {
        "target_form": form,
        "catching": Catching(told.say(language), notes, isinstance(told, CatchUp)),
    }


@require_GET
def compare_windows(request: SignedIn, pk: str, window: str, earlier: str) -> HttpResponse:
    """Two windows side by side: one sentence, the picture of the same students, or why it cannot be told."""
    community = open_results_community(by=request.user, pk=pk)
    later = open_window_of_district(community=community, pk=window)
    first = queries.open_earlier_window(later, community, earlier)
    scales = queries.scales_in_both(first, later, community)
    wanted = request.GET.get("scale", "")
    chosen = int(wanted) if wanted.isdecimal() and int(wanted) < len(scales) else 0
    found = queries.growth_between(first, later, community, scales[chosen]) if scales else None
    names = (name_of_window(first), name_of_window(later))
    language: Language = "es" if (get_language() or "en").startswith("es") else "en"
    context = {
        "community": community,
        "administration": later,
        "names": names,
        "scales": list(enumerate(scale.words for scale in scales)),
        "chosen": chosen,
        "found": found,
        "said": found.say(language) if found else "",
        "picture": picture_of_growth(found, scales[chosen].words, *names) if found else None,
        "who": who_can_see(ObjectKind.RESULT, community),
        **_catching(request, found, first, later),
    }
    return show(request, "results/compare_windows.html", context)
