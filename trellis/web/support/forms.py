"""Forms of help between teams."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.support.words import Reach


class AskForm(forms.Form):
    """With what, and whom."""

    topic = forms.CharField(
        label=_("With what do you want help?"),
        max_length=120,
        help_text=_("For example “Comparing fractions with folded strips”."),
    )
    text = forms.CharField(
        label=_("What did you try, what would help?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No names of students."),
    )
    reach = forms.ChoiceField(label=_("Whom do you ask?"), choices=Reach, widget=forms.RadioSelect)
    to_leaders = forms.BooleanField(
        label=_("Our leaders may read it too"),
        required=False,
        help_text=_("Otherwise principals and district leaders do not see it."),
    )


class AnswerForm(forms.Form):
    """What one's own team offers."""

    community = forms.ChoiceField(label=_("For which team do you answer?"))
    text = forms.CharField(
        label=_("What do you offer?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What worked for you, a file, an open door, a quarter of an hour."),
    )

    def __init__(self, *args: Any, teams: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["community"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(teams)


class ThankForm(forms.Form):
    """Who helped, told to whom."""

    text = forms.CharField(max_length=255)
    to_team = forms.BooleanField(required=False)
