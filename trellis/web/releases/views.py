"""Published tables: the list of a place, a table as its reader's tier has it, the file, the withdrawal."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trellis.insight.releases import operations, queries
from trellis.kit.errors import Conflict, DomainError, NotFound
from trellis.people.access.queries import who_can_see_place
from trellis.people.access.words import ObjectKind
from trellis.people.accounts.requests import Person, SignedIn
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.releases.forms import ReadForm, WithdrawForm
from trellis.web.releases.words import as_csv, grade_words, group_words, words_of

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.insight.releases.models import Release
    from trellis.insight.releases.queries import ReadCell


@require_GET
def releases(request: SignedIn, pk: str) -> HttpResponse:
    """The tables of a place and of what it lies in, the newest first."""
    organization = queries.open_place_of_releases(by=request.user, pk=pk)
    context = {
        "organization": organization,
        "releases": queries.releases_of(organization, by=request.user)[:100],
        "may_publish": queries.may_publish(request.user, organization),
        "who": who_can_see_place(ObjectKind.RELEASE, organization),
    }
    return show(request, "releases/releases.html", context)


def _choices(cells: "list[ReadCell]") -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    grades = dict.fromkeys(cell.grade for cell in cells)
    groups = dict.fromkeys(cell.group for cell in cells)
    return [(one, grade_words(one)) for one in sorted(grades)], [
        (one, group_words(one)) for one in sorted(groups)
    ]


def _show_release(request: HttpRequest, release: "Release", form: WithdrawForm) -> HttpResponse:
    withdrawn = queries.withdrawal_of(release)
    reader = _reader(request)
    cells = [] if withdrawn else queries.cells_of(release, by=reader)
    grades, groups = _choices(cells)
    wish = ReadForm(request.GET or None, grades=grades, groups=groups)
    data = wish.cleaned_data if wish.is_bound and wish.is_valid() else {}
    grade, group = data.get("grade", ""), data.get("group", "")
    context = {
        "release": release,
        "withdrawn": withdrawn,
        "wish": wish if len(grades) > 1 or len(groups) > 1 else None,
        "drawn": [words_of(one) for one in cells if (one.grade, one.group) == (grade, group)],
        "drawn_title": f"{grade_words(grade)}, {group_words(group)}",
        "rows": [words_of(one) for one in cells if one.grade == grade],
        "table_title": grade_words(grade),
        "hides": any(one.low is None or one.hidden for one in cells),
        "form": form if reader and queries.may_withdraw(reader, release) and not withdrawn else None,
        "is_open": queries.is_open_to_everyone(release),
        "may_open": reader and not withdrawn and queries.may_open_to_everyone(reader, release),
        "who": who_can_see_place(ObjectKind.RELEASE, release.organization),
    }
    return show(request, "releases/open_release.html", context, status=422 if form.errors else 200)


def _or_sign_in(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let visitors read what is open to everyone; to anything else the way is by signing in."""

    @wraps(view)
    def answer(request: HttpRequest, pk: str) -> HttpResponse:
        try:
            return view(request, pk)
        except NotFound:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return login_not_required(answer)


def _reader(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


@_or_sign_in
@require_GET
def open_release(request: HttpRequest, pk: str) -> HttpResponse:
    """One table, read from what was kept when it was published; without sign-in where it is for everyone."""
    return _show_release(request, queries.open_release(by=_reader(request), pk=pk), WithdrawForm())


@_or_sign_in
@require_GET
def release_csv(request: HttpRequest, pk: str) -> HttpResponse:
    """The cells of the page as a file: the same ones, in the same words."""
    release = queries.open_release(by=_reader(request), pk=pk)
    content = as_csv(queries.cells_of(release, by=_reader(request)))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="table-{release.number}.csv"'
    return response


@require_POST
def open_release_to_everyone(request: SignedIn, pk: str) -> HttpResponse:
    """Let everyone read a table, as the public reads it."""
    release = queries.open_release(by=request.user, pk=pk)
    operations.open_release_to_everyone(by=request.user, release=release)
    tell(request, _("Everyone may read this table now, without signing in."))
    return go(request, reverse("open-release", args=[pk]))


@require_POST
def withdraw_release(request: SignedIn, pk: str) -> HttpResponse:
    """Take a table off the pages, with the reason."""
    release = queries.open_release(by=request.user, pk=pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            operations.withdraw_release(by=request.user, release=release, reason=form.cleaned_data["reason"])
        except Conflict:
            raise
        except DomainError as error:
            put_errors(form, error)
        else:
            tell(request, _("The table is withdrawn. It stays as it was, and nobody reads it any more."))
            return go(request, reverse("open-release", args=[pk]))
    return _show_release(request, release, form)
