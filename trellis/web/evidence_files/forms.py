"""Forms of results files and other evidence."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.evidence.imports.words.mapping import ColumnRole, DayForm
from trellis.evidence.imports.words.states import RowPurpose
from trellis.evidence.measures.words import AssessmentKind, Reason, Window

_NOTHING = [("", _("as the file says"))]


class SentRowForm(forms.Form):
    """Which row of a file, and why."""

    row = forms.IntegerField(
        label=_("Number of the row"), min_value=1, help_text=_("As the findings of the file give it.")
    )
    purpose = forms.ChoiceField(label=_("Why do you look?"), choices=RowPurpose, widget=forms.RadioSelect)


class EvidenceForm(forms.Form):
    """A file with results or other evidence."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, TSV, XLSX, fixed width, Ed-Fi XML or OneRoster, as the system gave it, up to 1 GB."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xml,.json,.zip,.gz"}),
    )
    template = forms.ChoiceField(label=_("System"), required=False)
    year = forms.IntegerField(
        label=_("School year"),
        required=False,
        help_text=_("The year in which it ends, only where the file does not say it."),
    )
    window = forms.ChoiceField(label=_("Window"), required=False, choices=[*_NOTHING, *Window.choices])
    encoding = forms.ChoiceField(
        label=_("Letters"),
        choices=[("utf-8", _("UTF-8")), ("cp1252", _("Windows-1252, from older systems"))],
        initial="utf-8",
    )

    def __init__(self, *args: Any, templates: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("recognized by its columns")), *templates]


class FileColumnsForm(forms.Form):
    """What each column of a file holds: one choice a column, in the order of the file."""

    def __init__(
        self, *args: Any, columns: Sequence[dict[str, Any]], draft: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for at, column in enumerate(columns):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=column["name"] or _("Column %(n)d") % {"n": at + 1},
                choices=ColumnRole,
                initial=draft[at] if at < len(draft) else column["guess"],
            )

    def roles(self) -> list[ColumnRole]:
        """Return the chosen roles in the order of the columns."""
        return [ColumnRole(self.cleaned_data[name]) for name in self.fields]


class MapForm(forms.Form):
    """What the file is of, how its days are written, and what its codes mean."""

    title = forms.CharField(
        label=_("Name of the assessment"),
        max_length=120,
        help_text=_("The template gets this name too. For example “Reading check of our district”."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=AssessmentKind, initial=AssessmentKind.INTERIM)
    day_form = forms.ChoiceField(label=_("How days are written"), choices=DayForm, required=False)
    year = forms.IntegerField(
        label=_("School year"),
        required=False,
        min_value=1990,
        max_value=2100,
        help_text=_("The year in which it ends, only where no column says it."),
    )
    window = forms.ChoiceField(label=_("Window"), required=False, choices=[*_NOTHING, *Window.choices])

    def __init__(self, *args: Any, columns: Sequence[dict[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes: list[tuple[str, str, str]] = []
        for at, column in enumerate(columns):
            for place, (code, count) in enumerate(column["codes"]):
                name = f"code_{at}_{place}"
                self.codes.append((name, column["name"], code))
                self.fields[name] = forms.CharField(
                    label=_("%(column)s: “%(code)s”, %(n)d times")
                    % {"column": column["name"], "code": code, "n": count},
                    max_length=60,
                    required=False,
                    widget=forms.TextInput(attrs={"list": "reasons", "placeholder": code}),
                )

    def code_words(self) -> dict[str, dict[str, str]]:
        """Return column -> code -> its word; a reason in its own words becomes that reason."""
        reasons = {str(label).casefold(): f"={value}" for value, label in Reason.choices}
        found: dict[str, dict[str, str]] = {}
        for name, column, code in self.codes:
            word = self.cleaned_data[name].strip()
            found.setdefault(column, {})[code] = reasons.get(
                word.casefold(), "" if word.startswith("=") else word
            )
        return {column: words for column, words in found.items() if any(words.values())}


class WaitingForm(forms.Form):
    """Who a waiting row is about."""

    number = forms.CharField(label=_("Number of the student"), max_length=255)
