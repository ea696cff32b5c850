"""Forms of the first stages: problem, needs, evidence, causes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.cycles.rules.problem import QUESTIONS
from trellis.practice.cycles.words import EvidenceKind
from trellis.web.cycles.forms.fields import day, lines, put_choices
from trellis.web.cycles.forms.launch import TOPICS


class ProblemForm(forms.Form):
    """The problem and five of the six questions; the sixth is answered by the evidence."""

    statement = forms.CharField(
        label=_("Our problem, in one or two sentences"),
        widget=lines(3),
        max_length=2000,
        help_text=_("Which students, which skill, in which kind of task, seen where."),
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=TOPICS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.key] = forms.BooleanField(label=str(question.text), required=False)

    @property
    def questions(self) -> list[forms.BoundField]:
        """The questions a team answers itself."""
        return [self[question.key] for question in QUESTIONS]

    def answers(self) -> dict[str, bool]:
        """Return the team's answers by question."""
        return {question.key: self.cleaned_data[question.key] for question in QUESTIONS}


class NeedsForm(forms.Form):
    """Both needs (S1-13)."""

    student = forms.CharField(
        label=_("What can students not do or experience yet?"), widget=lines(3), max_length=1000
    )
    educator = forms.CharField(
        label=_("What do we need to learn to teach this?"),
        widget=lines(3),
        max_length=1000,
        required=False,
        help_text=_("Content, a way of teaching it, how students think about it, or running the room."),
    )


class EvidenceForm(forms.Form):
    """One piece of evidence."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EvidenceKind)
    title = forms.CharField(label=_("Name of it"), max_length=255)
    says = forms.CharField(
        label=_("What does it show, as a fact?"),
        widget=lines(),
        max_length=1000,
        help_text=_("No names of students. Guesses come later."),
    )
    seen_on = forms.DateField(label=_("When"), widget=day(), required=False)


class BackCauseForm(forms.Form):
    """What backs a cause, and whether it is ours to change."""

    evidence = forms.ChoiceField(
        label=_("How do we know?"), required=False, help_text=_("Without evidence it stays an assumption.")
    )
    within_control = forms.BooleanField(label=_("It is ours to change"), required=False)

    def __init__(self, *args: Any, evidence: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "evidence", [("", _("An assumption so far")), *evidence])


class CauseForm(BackCauseForm):
    """A why, on its own or below another."""

    field_order = ("because_of", "statement", "evidence", "within_control")
    because_of = forms.ChoiceField(label=_("Why …"), required=False)
    statement = forms.CharField(label=_("Because …"), widget=lines(), max_length=1000)

    def __init__(self, *args: Any, causes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "because_of", [("", _("… do we have this problem?")), *causes])


class ProcessStepForm(forms.Form):
    """One step of how it goes today."""

    what = forms.CharField(label=_("What happens?"), max_length=255)
    who = forms.CharField(
        label=_("Who does it?"), max_length=120, help_text=_("A role or a group. No names of students.")
    )
    trouble = forms.CharField(
        label=_("Where does it go wrong?"),
        widget=lines(),
        max_length=500,
        required=False,
        help_text=_("Leave it open where it works."),
    )
    evidence = forms.ChoiceField(
        label=_("How do we know?"), required=False, help_text=_("Without evidence it stays an assumption.")
    )

    def __init__(self, *args: Any, evidence: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "evidence", [("", _("An assumption so far")), *evidence])
