"""Forms about norms: repair of one that slips, renewal of all."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.meetings.words import REPAIR_AFTER, RepairOutcome


class RepairForm(forms.Form):
    """Which norm slips, what the team does differently, when it looks again."""

    norm = forms.ChoiceField(label=_("Which norm slips?"))
    sentence = forms.CharField(
        label=_("What do we do differently? One sentence."),
        max_length=255,
        help_text=_(
            "For example “We wait ten seconds before the first answer”. About all of us, never about one."
        ),
    )
    after_meetings = forms.IntegerField(
        label=_("Look again after how many meetings?"), min_value=1, max_value=12, initial=REPAIR_AFTER
    )

    def __init__(self, *args: Any, norms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["norm"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(norms)


class LookForm(forms.Form):
    """What the team says when it looks again."""

    outcome = forms.ChoiceField(choices=RepairOutcome)


class RenewForm(forms.Form):
    """The norms as they are put to the team."""

    texts = forms.CharField(
        label=_("Our norms, one on each line"),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=3000,
        help_text=_(
            "Keep, reword or leave out. When all of you hold up three fingers or more, these are your norms."
        ),
    )
    keeps_charter = forms.BooleanField(
        label=_("We also keep our charter as it stands"),
        required=False,
        help_text=_("If the charter has to change, write its new version on its own page instead."),
    )
