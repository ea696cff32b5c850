"""Forms of supports, named adults and cards."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.practice.students.operations.supports import USUAL_REVIEW, SupportPlan
from trellis.practice.students.words import SupportEnd, SupportKind, Way

type Choices = Sequence[tuple[str, str]]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def _today() -> date:
    return timezone.localdate()


def _review() -> date:
    return timezone.localdate() + USUAL_REVIEW


class DoseForm(forms.Form):
    """How much, from when, looked at again when."""

    times_a_week = forms.IntegerField(label=_("Times a week"), min_value=1, max_value=25, initial=3)
    minutes = forms.IntegerField(label=_("Minutes each time"), min_value=1, max_value=480, initial=20)
    starts_on = forms.DateField(label=_("Starts on"), widget=_day(), initial=_today)
    review_on = forms.DateField(label=_("We look again on"), widget=_day(), initial=_review)


class SupportForm(DoseForm):
    """One support for one student."""

    kind = forms.ChoiceField(label=_("What it is about"), choices=SupportKind)
    what = forms.CharField(label=_("What the student gets"), max_length=255)
    who = forms.ChoiceField(label=_("By whom"))
    aim = forms.CharField(
        label=_("What we count"),
        max_length=255,
        required=False,
        help_text=_("For example “words read right in a minute”. With it you get an aim line."),
    )
    baseline = forms.DecimalField(
        label=_("Where the student is now"), max_digits=9, decimal_places=2, required=False
    )
    target = forms.DecimalField(
        label=_("Where to, by the review"), max_digits=9, decimal_places=2, required=False
    )
    way = forms.ChoiceField(label=_("Which way"), choices=Way, initial=Way.UP)

    field_order = ("kind", "what", "who", "times_a_week", "minutes", "starts_on", "review_on")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "who", people)

    def plan(self) -> SupportPlan:
        """Return what was entered as a plan."""
        data = dict(self.cleaned_data)
        data["kind"], data["way"] = SupportKind(data["kind"]), Way(data["way"])
        return SupportPlan(**data)


class SweepForm(DoseForm):
    """What many students get, one line a student; the dose is the same for all and can be changed later."""

    kind = forms.ChoiceField(label=_("What it is about"), choices=SupportKind)

    def __init__(self, *args: Any, students: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.students = students
        for pk, name in students:
            self.fields[f"what_{pk}"] = forms.CharField(
                label=name, max_length=255, required=False, widget=forms.TextInput(attrs={"class": "input"})
            )
            self.fields[f"who_{pk}"] = forms.ChoiceField(
                label=_("By whom: %(name)s") % {"name": name},
                required=False,
                widget=forms.Select(attrs={"class": "input"}),
            )
            _choose(self, f"who_{pk}", people)

    def lines(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return the fields line by line: name, what, by whom."""
        return [(name, self[f"what_{pk}"], self[f"who_{pk}"]) for pk, name in self.students]

    def plans(self) -> list[tuple[str, SupportPlan]]:
        """Return the filled lines as plans, by the student's public id."""
        data = self.cleaned_data
        dose = {name: data[name] for name in ("times_a_week", "minutes", "starts_on", "review_on")}
        return [
            (
                pk,
                SupportPlan(
                    what=data[f"what_{pk}"], who=data[f"who_{pk}"], kind=SupportKind(data["kind"]), **dose
                ),
            )
            for pk, _name in self.students
            if data[f"what_{pk}"].strip()
        ]


class PointForm(forms.Form):
    """What was counted on a day."""

    on = forms.DateField(label=_("Day"), widget=_day(), initial=_today)
    value = forms.DecimalField(label=_("Counted"), max_digits=9, decimal_places=2)


class ReviewForm(forms.Form):
    """Go on until a day, or end."""

    review_on = forms.DateField(label=_("It goes on; we look again on"), widget=_day(), required=False)
    end = forms.ChoiceField(label=_("Or it ends because"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "end", [("", _("It does not end")), *SupportEnd.choices])


class StrengthForm(forms.Form):
    """Something the student is good at."""

    text = forms.CharField(label=_("Something you saw"), max_length=255)


class ProfileForm(forms.Form):
    """How the name is said, pronouns, what the family asks. All of it optional."""

    said_as = forms.CharField(
        label=_("How the name is said"),
        max_length=120,
        required=False,
        help_text=_("As the student says it."),
    )
    pronouns = forms.CharField(label=_("Pronouns"), max_length=60, required=False)
    family_asks = forms.CharField(label=_("What the family asks us"), max_length=255, required=False)


class LetInForm(forms.Form):
    """A colleague who may open this card, for what and until when."""

    person = forms.ChoiceField(label=_("Who"))
    purpose = forms.CharField(label=_("For what"), max_length=255)
    ends_on = forms.DateField(label=_("Until"), widget=_day())

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "person", people)
        self.fields["ends_on"].initial = timezone.localdate() + timedelta(weeks=12)
