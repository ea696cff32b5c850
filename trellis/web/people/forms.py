"""Forms of looking after people and the policy."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.people.access.words import Role
from trellis.people.accounts.words import Language
from trellis.people.places.words import PolicyProfile


class _RoleChoice(forms.Form):
    """A form with a role to choose, offered only where it may be given."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: frozenset[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["role"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(role.value, role.label) for role in Role if role in roles]

    def clean_role(self) -> Role:
        """Return the role itself."""
        return Role(self.cleaned_data["role"])


class AddPersonForm(_RoleChoice):
    """Someone who is not known here yet."""

    given_name = forms.CharField(label=_("Given name"), max_length=255)
    family_name = forms.CharField(label=_("Family name"), max_length=255, required=False)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The invitation goes there. It works once.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    field_order = ("given_name", "family_name", "email", "role", "language")


class GrantRoleForm(_RoleChoice):
    """A further role for someone who is known here."""

    person = forms.ChoiceField(label=_("Who"))
    ends_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("person", "role", "ends_on")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = people


class PolicyChangeForm(forms.Form):
    """Another policy profile, with a reason everyone affected will read."""

    profile = forms.ChoiceField(label=_("Profile"), choices=PolicyProfile, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    effective_on = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A looser profile holds two weeks after everyone was told, or later."),
    )

    def clean_profile(self) -> PolicyProfile:
        """Return the profile itself."""
        return PolicyProfile(self.cleaned_data["profile"])
