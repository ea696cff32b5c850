"""How far a team's students came between two windows of a district's assessment. Members alone."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from trellis.evidence.measures.queries import growth as queries
from trellis.evidence.measures.queries.results import open_results_community
from trellis.evidence.measures.queries.windows import name_of_window, open_window_of_district
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import SignedIn
from trellis.people.communities.queries import who_can_see
from trellis.stats.results import Language
from trellis.web.charts.before_after import BeforeAfter
from trellis.web.pages import show

if TYPE_CHECKING:  # doors know the type of a finding, never its table
    from trellis.evidence.measures.rules.growth import TeamGrowth


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
    }
    return show(request, "results/compare_windows.html", context)
