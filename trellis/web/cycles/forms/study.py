"""The form of a team's own small study."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.cycles.words import StudyKind
from trellis.web.cycles.forms.fields import Choices, put_choices


class StudyForm(forms.Form):
    """What is compared with what, and which results stand for before and after."""

    asks = ("before", "later_classes")

    kind = forms.ChoiceField(label=_("What we compare"), choices=StudyKind, widget=forms.RadioSelect)
    before = forms.ChoiceField(
        label=_("Results from before"), required=False, help_text=_("Not needed where the chart is read.")
    )
    after = forms.ChoiceField(
        label=_("Results from after"), required=False, help_text=_("Leave it open until they are there.")
    )
    later_classes = forms.MultipleChoiceField(
        label=_("Classes that begin later"), required=False, widget=forms.CheckboxSelectMultiple
    )
    chosen_low = forms.BooleanField(
        label=_("We chose these students because their results were low"), required=False
    )

    def __init__(self, *args: Any, windows: Choices, classes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            put_choices(self, name, [("", _("None")), *windows])
        put_choices(self, "later_classes", classes)
