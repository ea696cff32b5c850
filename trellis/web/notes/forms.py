"""Forms of what stands in the notes by reference."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.meetings.words import DecisionMethod

if TYPE_CHECKING:  # doors know tables only by type
    from collections.abc import Sequence


class DecisionForm(forms.Form):
    """What is proposed, and how it is decided."""

    text = forms.CharField(
        label=_("What do you propose?"), max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    method = forms.ChoiceField(label=_("How do you decide?"), choices=DecisionMethod)
    review_on = forms.DateField(
        label=_("Look again on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "insert-%s"
        super().__init__(*args, **kwargs)


class PromiseForm(forms.Form):
    """Who does what by when."""

    who = forms.ChoiceField(label=_("Who?"))
    text = forms.CharField(label=_("What will be done?"), max_length=500)
    due_on = forms.DateField(label=_("By when?"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, people: "Sequence[tuple[str, str]]", **kwargs: Any) -> None:
        kwargs["auto_id"] = "insert-%s"
        super().__init__(*args, **kwargs)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(people)


class StudentForm(forms.Form):
    """Which student is meant. Names are chosen, never typed: the notes hold only the reference."""

    student = forms.ChoiceField(
        label=_("Student"),
        help_text=_("The notes keep a reference, not the name. Only those who may know it see the name."),
    )

    def __init__(self, *args: Any, students: "Sequence[tuple[str, str]]", **kwargs: Any) -> None:
        kwargs["auto_id"] = "insert-%s"
        super().__init__(*args, **kwargs)
        field = self.fields["student"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *students]


class ChartForm(forms.Form):
    """Which chart is frozen as it is seen now."""

    chart = forms.ChoiceField(
        label=_("Chart"),
        help_text=_("It stands in the notes as you see it now, whatever comes later."),
    )

    def __init__(self, *args: Any, charts: "Sequence[tuple[str, str]]", **kwargs: Any) -> None:
        kwargs["auto_id"] = "insert-%s"
        super().__init__(*args, **kwargs)
        field = self.fields["chart"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *charts]
