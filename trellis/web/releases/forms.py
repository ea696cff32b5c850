"""Forms of published tables."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.evidence.roster.words import GroupFamily

type Choices = list[tuple[str, str]]


class ReadForm(forms.Form):
    """Which of the published cells are drawn: choices among what stands in the table, never a filter."""

    grade = forms.ChoiceField(label=_("Grade"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)

    def __init__(self, *args: Any, grades: Choices, groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("grade", grades), ("group", groups)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class WindowForm(forms.Form):
    """Which results."""

    window = forms.ChoiceField(label=_("Results"))

    def __init__(self, *args: Any, windows: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["window"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = windows


class DeclareForm(forms.Form):
    """What the table is of, said before it is counted."""

    title = forms.CharField(label=_("Title"), max_length=255)
    number = forms.ChoiceField(label=_("What is counted"))
    cut = forms.DecimalField(label=_("Reached from this value on"), max_digits=9, decimal_places=2)
    family = forms.ChoiceField(label=_("Groups"), choices=GroupFamily)

    def __init__(self, *args: Any, numbers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["number"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = numbers


class WithdrawForm(forms.Form):
    """Why a table is taken off the pages."""

    asks = ("reason",)

    reason = forms.CharField(label=_("Why?"), max_length=500, required=False)
