"""Forms of organizations."""

from collections.abc import Iterable
from typing import Any, Protocol

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from trellis.people.places.words import Accent, MarkKind, TermKind

_AREA = forms.Textarea(attrs={"rows": 5})


class PublicPageForm(forms.Form):
    """The public face of an organization, in both languages at once."""

    model_name_en = forms.CharField(
        label=_("Name of your model, English"),
        max_length=120,
        help_text=_("What you call the way you work, for example “Learning Community Model”."),
    )
    model_name_es = forms.CharField(label=_("Name of your model, Spanish"), max_length=120)
    welcome_en = forms.CharField(
        label=_("Welcome, English"),
        widget=_AREA,
        max_length=3000,
        help_text=_("Short sentences that a sixth grader understands."),
    )
    welcome_es = forms.CharField(label=_("Welcome, Spanish"), widget=_AREA, max_length=3000)
    accent = forms.ChoiceField(label=_("Color"), choices=Accent, widget=forms.RadioSelect)
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("A PNG, JPEG or WebP picture, at most 256 kB.")
    )
    logo_alt_en = forms.CharField(
        label=_("What the logo shows, English"),
        required=False,
        max_length=200,
        help_text=_("For people who cannot see it."),
    )
    logo_alt_es = forms.CharField(label=_("What the logo shows, Spanish"), required=False, max_length=200)
    publish = forms.BooleanField(label=_("Show this page to everyone"), required=False)

    def both(self, field: str) -> dict[str, str]:
        """Return the English and Spanish text of a field, by language."""
        return {language: self.cleaned_data[f"{field}_{language}"] for language in ("en", "es")}


class PlaceForm(forms.Form):
    """A school, a department or an area."""

    kind = forms.ChoiceField(label=_("What is it?"))
    name = forms.CharField(label=_("Name"), max_length=255)
    local_code = forms.CharField(
        label=_("Its number in your own systems"),
        required=False,
        max_length=64,
        help_text=_("Leave it empty for departments."),
    )

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["kind"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(kinds)


class _Year(Protocol):
    """What the form of a term needs of a school year."""

    public_id: str
    name: str


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SchoolYearForm(forms.Form):
    """A school year: name, first and last day."""

    name = forms.CharField(label=_("Name"), max_length=255, help_text=_("For example “2026–27”."))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))


class TermForm(forms.Form):
    """A term inside a school year."""

    year = forms.ChoiceField(label=_("School year"))
    kind = forms.ChoiceField(label=_("Kind"), choices=TermKind)
    name = forms.CharField(label=_("Name"), max_length=255)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))

    def __init__(self, *args: Any, years: Iterable[_Year], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["year"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(year.public_id, year.name) for year in years]


class HolidayForm(forms.Form):
    """Days without school."""

    name = forms.CharField(label=_("Name"), max_length=255, help_text=_("For example “Thanksgiving break”."))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))


class MarkForm(forms.Form):
    """An assessment window or an initiative."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MarkKind)
    name = forms.CharField(label=_("Name"), max_length=255, help_text=_("For example “State math test”."))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    results_on = _day(_("Results from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["results_on"].required = False
        self.fields["results_on"].help_text = _(
            "For an assessment: when its results can be read, if you know."
        )


class BellPeriodForm(forms.Form):
    """A period of the bell schedule."""

    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        help_text=_("As the student system calls it, for example “1” or “P3”."),
    )
    begins = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(label=_("Ends at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=[(n, WEEKDAYS[n]) for n in range(5)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every weekday."),
    )
