"""Forms of a team's own assessments."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.evidence.measures.queries.own import Entry, EntryLine


class MakeForm(forms.Form):
    """A name, a day, the items one a line, and whether there are two forms."""

    title = forms.CharField(label=_("Name"), max_length=255, help_text=_("For example “Fractions check 2”."))
    given_on = forms.DateField(
        label=_("Given on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
    items = forms.CharField(
        label=_("Items"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "class": "input-code"}),
        help_text=_(
            "One a line: words | right answer | points | standard. Only the words are needed; lines pasted "
            "from a spreadsheet work, too. A line of letters alone (B B A C) is a key."
        ),
    )
    two_forms = forms.BooleanField(
        label=_("Two forms, A and B: the same items in two orders, for every other student"), required=False
    )


class EntryForm(forms.Form):
    """The answers of a class: one short row a student."""

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        for line in entry.lines:
            self.fields[f"row_{line.student.public_id}"] = forms.CharField(
                label=line.student.full_name,
                max_length=400,
                required=False,
                initial=line.row,
                widget=forms.TextInput(
                    attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
                ),
            )

    def lines(self) -> list[tuple[EntryLine, forms.BoundField]]:
        """Return each student with the field of the row."""
        return [(line, self[f"row_{line.student.public_id}"]) for line in self.entry.lines]

    def rows(self) -> dict[str, str]:
        """Return the rows by the student's public id."""
        return {name.removeprefix("row_"): text for name, text in self.cleaned_data.items()}


class PasteForm(forms.Form):
    """Rows from a spreadsheet: a number or name, then the answers, a cell each."""

    rows = forms.CharField(
        label=_("Rows from a spreadsheet"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A number or name in the first column, then one answer a column."),
    )
