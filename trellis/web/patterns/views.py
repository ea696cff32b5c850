"""The pattern gallery."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse

from trellis.web.pages import show
from trellis.web.patterns import samples
from trellis.web.patterns.forms import SampleForm

SCHEMES = {"light", "dark"}


@login_not_required
def patterns(request: HttpRequest) -> HttpResponse:
    """Show every component; ``?scheme=dark`` or ``light`` looks at it as others see it."""
    if not settings.DEVELOPMENT:
        raise Http404
    sent = request.method == "POST"
    form = SampleForm(request.POST) if sent else SampleForm(initial=samples.FORM)
    wished = request.GET.get("scheme", "")
    context = {
        "form": form,
        "scheme": wished if wished in SCHEMES else "",
        **samples.gallery(),
    }
    return show(
        request, "patterns/patterns.html", context, status=422 if sent and not form.is_valid() else 200
    )
