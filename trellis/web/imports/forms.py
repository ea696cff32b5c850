"""Forms of roster imports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SendForm(forms.Form):
    """A roster package."""

    package = forms.FileField(
        label=_("OneRoster package"),
        help_text=_("The zip that your student system makes, unchanged, up to 1 GB."),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )
    encoding = forms.ChoiceField(
        label=_("Letters"),
        choices=[
            ("utf-8", _("UTF-8, as the standard says")),
            ("cp1252", _("Windows-1252, from older systems")),
        ],
        initial="utf-8",
    )
    strict = forms.BooleanField(
        label=_("Refuse every departure from the standard"),
        required=False,
    )


class UndoForm(forms.Form):
    """A yes to taking an import back; a second one where much would go."""

    sure = forms.BooleanField(label=_("I have read what would go"), required=False)

    def __init__(self, *args: Any, must_be_sure: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].required = must_be_sure
