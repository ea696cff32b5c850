"""Forms of what stands in the notes by reference."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:  # doors know tables only by type
    from collections.abc import Sequence


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
