"""Small forms of the room: one line, one tap. What is wrong comes back as one sentence."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.kit.errors import Invalid
from trellis.practice.meetings.words import (
    DecisionMethod,
    Inclusion,
    ItemKind,
    MeetingFunction,
    StepOutcome,
)


def read(form_class: type[forms.Form], request: HttpRequest) -> Mapping[str, Any]:
    """Return what a small form holds.

    Raises:
        Invalid: when something is missing, with the first sentence about it.
    """
    form = form_class(request.POST)
    if not form.is_valid():
        problems = {name: str(errors[0]) for name, errors in form.errors.items()}
        raise Invalid(next(iter(problems.values()), _("Something is missing.")), problems)
    return form.cleaned_data


class WordForm(forms.Form):
    """One word to check in."""

    word = forms.CharField(max_length=60)


class InclusionForm(forms.Form):
    """What is arranged so that everybody can take part."""

    inclusion = forms.MultipleChoiceField(choices=Inclusion, required=False)
    note = forms.CharField(max_length=255, required=False)
    open_to_guests = forms.BooleanField(required=False)
    whole_series = forms.BooleanField(required=False)


class FunctionForm(forms.Form):
    """Who does what."""

    function = forms.ChoiceField(choices=MeetingFunction)
    person = forms.CharField(max_length=26)


class PromiseForm(forms.Form):
    """Who does what by when."""

    text = forms.CharField(max_length=500, error_messages={"required": gettext_lazy("What will be done?")})
    who = forms.CharField(max_length=26, error_messages={"required": gettext_lazy("Who does it?")})
    due_on = forms.DateField(error_messages={"required": gettext_lazy("By when?")})


class ReviewForm(forms.Form):
    """Done, carried, dropped."""

    outcome = forms.ChoiceField(choices=StepOutcome)
    reason = forms.CharField(max_length=255, required=False)
    due_on = forms.DateField(required=False)


class QuestionForm(forms.Form):
    """A question for another day."""

    text = forms.CharField(max_length=500, error_messages={"required": gettext_lazy("What is the question?")})


class ProposalForm(forms.Form):
    """A proposal and how it is decided."""

    text = forms.CharField(max_length=1000, error_messages={"required": gettext_lazy("What do you propose?")})
    method = forms.ChoiceField(choices=DecisionMethod)
    options = forms.CharField(max_length=600, required=False)
    review_on = forms.DateField(required=False)
    reopens = forms.CharField(max_length=26, required=False)
    reason = forms.CharField(max_length=500, required=False)


class VoiceForm(forms.Form):
    """What one says to a proposal."""

    choice = forms.CharField(max_length=20)
    words = forms.CharField(max_length=500, required=False)


class LineForm(forms.Form):
    """The line to families."""

    text = forms.CharField(max_length=500, required=False)


class PulseForm(forms.Form):
    """Three taps."""

    useful = forms.IntegerField(min_value=1, max_value=4)
    heard = forms.IntegerField(min_value=1, max_value=4)
    clear = forms.IntegerField(min_value=1, max_value=4)


class ThanksForm(forms.Form):
    """Who helped, with what."""

    to = forms.CharField(max_length=26)
    text = forms.CharField(max_length=255)
    to_team = forms.BooleanField(required=False)


class ItemForm(forms.Form):
    """One item of an agenda."""

    title = forms.CharField(max_length=255, error_messages={"required": gettext_lazy("What is it about?")})
    minutes = forms.IntegerField(min_value=1, max_value=240)
    kind = forms.ChoiceField(choices=ItemKind)
    note = forms.CharField(max_length=500, required=False)
    protocol = forms.SlugField(max_length=60, required=False)
    is_staff_only = forms.BooleanField(required=False)
    question = forms.CharField(max_length=26, required=False)


class SlotForm(forms.Form):
    """A leader asks for time."""

    title = forms.CharField(label=gettext_lazy("What is it about?"), max_length=255)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=60, initial=5)
    why = forms.CharField(
        label=gettext_lazy("Why now?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FinishForm(forms.Form):
    """How did we work, or skip it."""

    reflection = forms.CharField(max_length=2000, required=False)
    skip = forms.BooleanField(required=False)


class AmendmentForm(forms.Form):
    """What the record should say."""

    amendment = forms.CharField(max_length=2000)


class CodeForm(forms.Form):
    """The code on the projector."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=12)
