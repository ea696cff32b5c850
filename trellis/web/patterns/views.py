"""The pattern gallery."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trellis.kit.errors import Refused
from trellis.web.pages import show
from trellis.web.patterns import samples
from trellis.web.patterns.forms import SampleForm

SCHEMES = {"light", "dark"}


@login_not_required
def patterns(request: HttpRequest) -> HttpResponse:
    """Show every component; ``?scheme=dark`` or ``light`` as others see it, ``?paper=yes`` as on paper."""
    if not settings.DEVELOPMENT:
        raise Http404
    if "refuse" in request.GET:
        raise Refused(_("Only members of the team can change its norms. Ask Ana to do it with you."))
    form = SampleForm(request.POST) if request.method == "POST" else SampleForm(initial=samples.FORM)
    seen, wished = request.GET.get("times", ""), request.GET.get("scheme", "")
    context = {
        "layout": "layouts/print.html" if "paper" in request.GET else "layouts/page.html",
        "form": form,
        "times": int(seen) + 1 if seen.isascii() and seen.isdigit() and len(seen) < 5 else 0,
        "scheme": wished if wished in SCHEMES else "",
        **samples.gallery(),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return show(request, "patterns/patterns.html", context, piece="swapped", status=status)
