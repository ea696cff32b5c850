"""What a meeting of the road map is for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WorkForm(forms.Form):
    """Purpose, product and protocol of one meeting; an empty line is as proposed."""

    purpose = forms.CharField(
        label=_("This meeting is for"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Empty: as the step proposes it."),
    )
    product = forms.CharField(label=_("We leave with"), max_length=255, required=False)
    protocol = forms.ChoiceField(label=_("Protocol"))

    def __init__(self, *args: Any, protocols: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["protocol"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = protocols
