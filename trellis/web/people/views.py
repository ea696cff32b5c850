"""Roles, invitations and leaving, for those who look after a place; changes of its policy."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.kit.errors import DomainError
from trellis.people.access import operations
from trellis.people.access import queries as access
from trellis.people.access.rules import grantable_roles
from trellis.people.accounts.requests import SignedIn
from trellis.people.places.words import PolicyProfile
from trellis.web.pages import go, put_errors, show, tell
from trellis.web.people.forms import AddPersonForm, GrantRoleForm, PolicyChangeForm
from trellis.web.sign_in.step_up import step_up


def _back(request: SignedIn, pk: str, sentence: str) -> HttpResponse:
    tell(request, sentence)
    return go(request, reverse("people-of", args=[pk]))


@require_GET
def people_of(request: SignedIn, pk: str) -> HttpResponse:
    """Who is what here, who is invited, and what can be done about it."""
    organization = access.people_of(by=request.user, pk=pk)
    context = {
        "organization": organization,
        "people": access.people_with_roles(organization, by=request.user),
        "invitations": access.open_invitations(organization),
        "profile": access.policy_profile_of(organization),
        "coming": access.coming_policy_change(organization),
        "may_change_policy": access.may_change_policy(by=request.user, organization=organization),
    }
    return show(request, "people/people_of.html", context)


@require_http_methods(["GET", "POST"])
@step_up
def add_person(request: SignedIn, pk: str) -> HttpResponse:
    """Make someone known here and invite them."""
    organization = access.people_of(by=request.user, pk=pk)
    roles = grantable_roles(access.relations_to_place(request.user, organization))
    form = AddPersonForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            operations.invite_newcomer(by=request.user, organization=organization, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            return _back(request, pk, _("The invitation is on its way."))
    context = {"organization": organization, "form": form}
    return show(request, "people/add_person.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@step_up
def grant_role(request: SignedIn, pk: str) -> HttpResponse:
    """Give someone who is known here a further role."""
    organization = access.people_of(by=request.user, pk=pk)
    roles = grantable_roles(access.relations_to_place(request.user, organization))
    people = access.people_to_grant(organization, by=request.user)
    form = GrantRoleForm(request.POST or None, roles=roles, people=people)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data | {"person": access.person_in(organization, form.cleaned_data["person"])}
        try:
            granted = operations.grant_role(by=request.user, organization=organization, **wish)
        except DomainError as error:
            put_errors(form, error)
        else:
            return _back(request, pk, access.sentence_after_grant(granted))
    context = {"organization": organization, "form": form}
    return show(request, "people/grant_role.html", context, status=422 if form.errors else 200)


@require_POST
@step_up
def end_role(request: SignedIn, pk: str, role: str) -> HttpResponse:
    """End a role; access is gone at the next request."""
    organization = access.people_of(by=request.user, pk=pk)
    operations.end_role(
        by=request.user, assignment=access.open_role(by=request.user, organization=organization, pk=role)
    )
    return _back(request, pk, _("The role has ended."))


@require_POST
@step_up
def invite_person(request: SignedIn, pk: str, person: str) -> HttpResponse:
    """Send an invitation, or a new one in place of the last."""
    organization = access.people_of(by=request.user, pk=pk)
    operations.invite_person(by=request.user, person=access.person_in(organization, person))
    return _back(request, pk, _("The invitation is on its way."))


@require_POST
def withdraw_invitation(request: SignedIn, pk: str, invitation: str) -> HttpResponse:
    """Take an invitation back."""
    organization = access.people_of(by=request.user, pk=pk)
    operations.withdraw_invitation(
        by=request.user, invitation=access.open_invitation(organization, invitation)
    )
    return _back(request, pk, _("The invitation was taken back."))


@require_http_methods(["GET", "POST"])
@step_up
def remove_person(request: SignedIn, pk: str, person: str) -> HttpResponse:
    """Take someone who left out of the installation, after a look at what that means."""
    organization = access.people_of(by=request.user, pk=pk)
    leaver = access.person_in(organization, person)
    if request.method == "POST":
        operations.remove_person(by=request.user, person=leaver)
        return _back(request, pk, _("%(name)s can no longer come in.") % {"name": leaver.full_name})
    return show(request, "people/remove_person.html", {"organization": organization, "person": leaver})


@require_http_methods(["GET", "POST"])
def leave_organization(request: SignedIn, pk: str) -> HttpResponse:
    """End all my own roles at a place."""
    organization = access.open_organization(by=request.user, pk=pk)
    if request.method == "POST":
        operations.leave_organization(by=request.user, organization=organization)
        tell(request, _("You have left %(place)s.") % {"place": organization.name})
        return go(request, reverse("today"))
    return show(request, "people/leave_organization.html", {"organization": organization})


@require_http_methods(["GET", "POST"])
@step_up
def announce_policy_change(request: SignedIn, pk: str) -> HttpResponse:
    """Change who can see what, openly."""
    organization = access.organization_to_set_policy(by=request.user, pk=pk)
    profile = access.policy_profile_of(organization)
    form = PolicyChangeForm(request.POST or None, initial={"profile": profile})
    if request.method == "POST" and form.is_valid():
        try:
            operations.announce_policy_change(by=request.user, organization=organization, **form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
        else:
            return _back(request, pk, _("Everyone affected was told."))
    others = [(other, access.changes_of_view(profile, other)) for other in PolicyProfile if other != profile]
    context = {"organization": organization, "form": form, "profile": profile, "others": others}
    return show(request, "people/announce_policy_change.html", context, status=422 if form.errors else 200)
