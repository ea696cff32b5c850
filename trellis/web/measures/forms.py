"""Forms of measures."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.evidence.measures.words import Better, MeasureKind, Unit


class MeasureForm(forms.Form):
    """What to watch."""

    name = forms.CharField(
        label=_("What is one point?"),
        max_length=255,
        help_text=_("For example “Students with 2 or 3 right of 3”."),
    )
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit)
    better = forms.ChoiceField(label=_("Which way is better?"), choices=Better, widget=forms.RadioSelect)
    source = forms.CharField(
        label=_("Read off what?"),
        max_length=255,
        required=False,
        help_text=_("For example “Thursday exit slip”."),
    )
    classes = forms.IntegerField(label=_("Classes that hand in"), min_value=1, max_value=500, initial=1)
    kind = forms.ChoiceField(label=_("What for"), choices=MeasureKind, initial=MeasureKind.PRACTICAL)


class DataPointForm(forms.Form):
    """One value: so many of so many, or a number."""

    asks = ("part", "whole", "value")

    part = forms.IntegerField(label=_("How many reached it"), min_value=0, required=False)
    whole = forms.IntegerField(label=_("Of how many students"), min_value=0, required=False)
    value = forms.DecimalField(label=_("Value"), required=False, max_digits=12, decimal_places=2)
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    classes_in = forms.IntegerField(label=_("Classes that handed in"), min_value=1, required=False)
    note = forms.CharField(label=_("What was different this time?"), required=False, max_length=255)
    client_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: Unit, classes: int, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": timezone.localdate(), "classes_in": classes, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if unit == Unit.PERCENT:
            del self.fields["value"]
        else:
            del self.fields["part"], self.fields["whole"]
        if classes == 1:
            del self.fields["classes_in"]
