"""Forms of results."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.evidence.measures.words import ColumnKind


class DropForm(forms.Form):
    """A file with one row for each student."""

    file = forms.FileField(
        label=_("Results file"),
        help_text=_("CSV or XLSX, one row for each student, one column for each item or score."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.tsv,.txt"}),
    )


class ColumnsForm(forms.Form):
    """What each column holds: one choice a column, in the order of the file."""

    def __init__(self, *args: Any, columns: list[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, column in enumerate(columns):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=column["header"] or _("Column %(n)d") % {"n": at + 1},
                choices=ColumnKind,
                initial=column["kind"],
            )

    def kinds(self) -> list[ColumnKind]:
        """Return the chosen kinds in the order of the columns."""
        return [ColumnKind(self.cleaned_data[name]) for name in self.fields]


class ApplyForm(forms.Form):
    """What the results are called and when the task was given."""

    title = forms.CharField(label=_("Name"), max_length=255, help_text=_("For example “Fractions check 2”."))
    given_on = forms.DateField(
        label=_("Given on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
