"""Forms for guests of one meeting, and of those who ask them in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.people.accounts.words import Language


class GuestForm(forms.Form):
    """A guest's name."""

    name = forms.CharField(label=_("What should the others call you?"), max_length=80)


class GuestActForm(forms.Form):
    """One act of a guest in a protocol."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("write", "take-back", "dot", "vote")])
    position = forms.IntegerField(required=False, min_value=0)
    text = forms.CharField(required=False, max_length=2000)
    mark = forms.CharField(required=False, max_length=20)
    line = forms.CharField(required=False, max_length=26)
    fingers = forms.IntegerField(required=False)

    def clean_position(self) -> int:
        """No step is step nought."""
        return self.cleaned_data["position"] or 0

    def clean_fingers(self) -> int:
        """No hand is no vote."""
        fingers = self.cleaned_data["fingers"]
        return -1 if fingers is None else fingers


class InviteGuestForm(forms.Form):
    """Who comes: a colleague by name, or anybody by address."""

    person = forms.ChoiceField(
        label=_("A colleague"),
        required=False,
        help_text=_("They read this one meeting as members do."),
    )
    address = forms.EmailField(
        label=_("Or an e-mail address"),
        required=False,
        help_text=_("Somebody without an account gets a link that opens a seat in this meeting only."),
    )
    name = forms.CharField(label=_("What should the others call them?"), required=False, max_length=80)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=Language, initial=Language.ENGLISH)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("Choose a name")), *people]
