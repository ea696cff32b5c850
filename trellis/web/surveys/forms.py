"""Forms of surveys: write one, ask, answer."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.evidence.surveys.queries import Starter, words_in
from trellis.evidence.surveys.rules import MUST_LANGUAGES, Draft
from trellis.evidence.surveys.words import (
    LONGEST_TEXT,
    LOWEST_FLOOR,
    SCALES,
    TEXT_FLOOR,
    TRUST,
    USUAL_FLOOR,
    Asked,
    QuestionKind,
    SurveyKind,
    Topic,
)

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.evidence.surveys.models import Question

OWN_ROWS = 3
DAYS_OPEN = 7


def _lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class QuestionsForm(forms.Form):
    """Rows of questions; a row without words is no question."""

    def __init__(self, *args: Any, asked: Asked, rows: int, drafts: Sequence[Draft] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.languages = ("en", "es") if "es" in MUST_LANGUAGES[asked] else ("en",)
        kinds = [choice for choice in QuestionKind.choices if asked != Asked.STUDENTS or choice[0] != "text"]
        self.rows = range(1, rows + 1)
        for row in self.rows:
            draft = drafts[row - 1] if row <= len(drafts) else None
            for code in self.languages:
                label = _("In Spanish") if code == "es" else _("Question")
                self.fields[f"{code}_{row}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=300,
                    initial=draft.texts.get(code, "") if draft else "",
                )
            self.fields[f"kind_{row}"] = forms.ChoiceField(
                label=_("Answer"), choices=kinds, initial=draft.kind if draft else QuestionKind.AGREE
            )

    def drafts(self) -> list[Draft]:
        """Return the questions that were written."""
        data = self.cleaned_data
        found = []
        for row in self.rows:
            texts = {code: data[f"{code}_{row}"].strip() for code in self.languages}
            if any(texts.values()):
                found.append(Draft(QuestionKind(data[f"kind_{row}"]), texts))
        return found

    def sheets(self) -> list[list[forms.BoundField]]:
        """Return the fields of each row."""
        return [
            [*(self[f"{code}_{row}"] for code in self.languages), self[f"kind_{row}"]] for row in self.rows
        ]


class SurveyForm(QuestionsForm):
    """A new survey: what for, from which starters, with which questions of one's own."""

    name = forms.CharField(label=_("A short name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("How long, how often?"),
        choices=SurveyKind,
        widget=forms.RadioSelect,
        initial=SurveyKind.PULSE,
    )
    purpose_en = forms.CharField(
        label=_("Why we ask"),
        widget=_lines(),
        max_length=300,
        help_text=_("Those asked read this first: what you want to learn and what you will do with it."),
    )
    purpose_es = forms.CharField(label=_("Why we ask, in Spanish"), widget=_lines(), max_length=300)
    floor = forms.IntegerField(
        label=_("Show nothing below so many answers"),
        min_value=LOWEST_FLOOR,
        max_value=100,
        initial=USUAL_FLOOR,
        help_text=_("Ten protects people well. Own words always need ten."),
    )
    starters = forms.MultipleChoiceField(
        label=_("Starter questions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, asked: Asked, starters: Sequence[Starter], **kwargs: Any):
        super().__init__(*args, asked=asked, rows=OWN_ROWS, **kwargs)
        self._starters = {starter.key: starter for starter in starters}
        choices = [
            (starter.key, f"{starter.facet.label}: {words_in(starter.texts, 'en')}")
            if starter.facet in TRUST
            else (starter.key, words_in(starter.texts, "en"))
            for starter in starters
        ]
        field = self.fields["starters"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        if "es" not in self.languages:
            del self.fields["purpose_es"]

    def purpose(self) -> dict[str, str]:
        """Return why we ask, by language."""
        return {code: self.cleaned_data[f"purpose_{code}"] for code in self.languages}

    def questions(self) -> list[Draft]:
        """Return the starters that were ticked, then the own questions."""
        ticked = [self._starters[key] for key in self.cleaned_data["starters"]]
        return [*(Draft(starter.kind, starter.texts) for starter in ticked), *self.drafts()]


class AskForm(forms.Form):
    """Until when we ask, and for a link: how many could answer, and what the law wants to know."""

    closes_on = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    asked_count = forms.IntegerField(
        label=_("How many people get the link?"),
        min_value=1,
        max_value=100_000,
        help_text=_("So that the picture can say how many of them answered."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Does any question touch one of these?"),
        choices=Topic,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The law protects them: guardians are told before, and may say no."),
    )
    guardians_told_on = forms.DateField(
        label=_("If so: when were guardians told?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, asked: Asked, by_link: bool, **kwargs: Any):
        kwargs["initial"] = {
            "closes_on": timezone.localdate() + timedelta(days=DAYS_OPEN),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        if not by_link:
            del self.fields["asked_count"]
        if asked != Asked.STUDENTS:
            del self.fields["topics"], self.fields["guardians_told_on"]


class AnswerForm(forms.Form):
    """One person's answers; every question may be left out."""

    def __init__(self, *args: Any, questions: Sequence["Question"], language: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for question in questions:
            words, kind = words_in(question.texts, language), QuestionKind(question.kind)
            if kind == QuestionKind.TEXT:
                self.fields[question.public_id] = forms.CharField(
                    label=words,
                    required=False,
                    max_length=LONGEST_TEXT,
                    widget=_lines(3),
                    help_text=_("No names, please. Shown in no order, and only from %(n)d answers.")
                    % {"n": TEXT_FLOOR},
                )
                continue
            self.fields[question.public_id] = forms.ChoiceField(
                label=words,
                required=False,
                choices=list(enumerate(SCALES[kind], start=1)),
                widget=forms.RadioSelect,
            )

    def given(self) -> dict[str, object]:
        """Return what was answered, by question."""
        found: dict[str, object] = {}
        for key, value in self.cleaned_data.items():
            if not value:
                continue
            closed = isinstance(self.fields[key], forms.ChoiceField)
            found[key] = int(value) if closed else value.strip()
        return found
