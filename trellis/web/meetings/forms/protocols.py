"""Starting a protocol in a meeting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

type Choices = Sequence[tuple[str, str]]


class StartRunForm(forms.Form):
    """Which protocol, for which item, how long, about what, who presents."""

    protocol = forms.ChoiceField(label=_("Protocol"))
    item = forms.ChoiceField(label=_("Item of the agenda"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=240,
        required=False,
        help_text=_("Empty: the minutes of the item, else its own. Each step keeps its share."),
    )
    question = forms.CharField(
        label=_("What we look at today"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    presenter = forms.ChoiceField(label=_("Who presents"), required=False)

    def __init__(
        self, *args: Any, protocols: Choices, items: Choices, presenters: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("protocol", protocols),
            ("item", [("", _("None of them")), *items]),
            ("presenter", [("", _("Nobody in particular")), *presenters]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)


class ProposeForm(forms.Form):
    """The proposal in its final words, and when to look at it again."""

    text = forms.CharField(max_length=1000)
    review_on = forms.DateField(required=False)
