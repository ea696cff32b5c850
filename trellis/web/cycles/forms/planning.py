"""Forms of the plan: goals, strategy, theory, prediction, steps, ideas, learning."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.goals.words import Direction
from trellis.practice.library.words import EvidenceStrength
from trellis.web.cycles.forms.fields import day, lines, put_choices


class GoalForm(forms.Form):
    """One half of the goal pair. Required things are asked for by the goal's own rules, in plain words."""

    asks = ("who", "measured_by", "baseline", "target", "due_on")

    who = forms.CharField(
        label=_("Who"),
        max_length=255,
        required=False,
        help_text=_("For example “Grade 4 students” or “All of us”."),
    )
    measure = forms.ChoiceField(label=_("Watched by"), required=False)
    measured_by = forms.CharField(
        label=_("What is counted or read off"),
        max_length=255,
        required=False,
        help_text=_("Leave it empty if a chart watches it."),
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False, help_text=_("%, points, times"))
    baseline = forms.DecimalField(
        label=_("Now"),
        required=False,
        max_digits=10,
        decimal_places=2,
        help_text=_("Left empty, the last value of the chart is taken."),
    )
    baseline_unknown = forms.BooleanField(label=_("Unknown, will collect"), required=False)
    target = forms.DecimalField(label=_("Goal"), required=False, max_digits=10, decimal_places=2)
    direction = forms.ChoiceField(label=_("We want"), choices=Direction, widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("By"), widget=day(), required=False)
    equity_note = forms.CharField(
        label=_("Who starts furthest away?"), required=False, max_length=500, widget=lines()
    )

    def __init__(self, *args: Any, measures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "measure", [("", _("No chart; we count it ourselves")), *measures])


class StrategyForm(forms.Form):
    """What we do differently, how often, from when, and which cause it answers."""

    card = forms.ChoiceField(label=_("From the library"), required=False)
    name = forms.CharField(label=_("Short name"), max_length=255)
    practice_change = forms.CharField(
        label=_("Who does what differently?"),
        widget=lines(3),
        max_length=1000,
        help_text=_("A change in teaching that a visitor could see."),
    )
    times_a_week = forms.IntegerField(label=_("Lessons a week, each of us"), min_value=1, max_value=25)
    cause = forms.ChoiceField(label=_("Which cause does it answer?"), required=False)
    starts_on = forms.DateField(label=_("Day of first use"), widget=day(), required=False)
    material = forms.CharField(label=_("Material"), max_length=255, required=False)
    gives_up = forms.CharField(label=_("What do we stop to make room?"), max_length=255, required=False)

    def __init__(
        self, *args: Any, causes: list[tuple[str, str]], cards: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "cause", [("", _("Not said yet")), *causes])
        put_choices(self, "card", [("", _("Our own idea")), *cards])


class TheoryForm(forms.Form):
    """The theory of action: one sentence with five blanks."""

    if_we = forms.CharField(
        label=_("If …"), max_length=500, widget=lines(), help_text=_("we do what, how often")
    )
    with_whom = forms.CharField(label=_("with …"), max_length=255)
    then = forms.CharField(label=_("then …"), max_length=500, widget=lines(), help_text=_("students will …"))
    because = forms.CharField(label=_("because …"), max_length=500, widget=lines())
    wrong_if = forms.CharField(
        label=_("We would be wrong if …"),
        max_length=500,
        widget=lines(),
        help_text=_("What would you see? Without it, nothing can be learned."),
    )


class PredictionForm(forms.Form):
    """What we expect to see, and by when."""

    low = forms.DecimalField(label=_("Between"), max_digits=10, decimal_places=2)
    high = forms.DecimalField(label=_("and"), max_digits=10, decimal_places=2)
    by_on = forms.DateField(label=_("by"), widget=day())
    words = forms.CharField(
        label=_("For whom may it go differently?"), required=False, widget=lines(), max_length=500
    )


class PlanStepForm(forms.Form):
    """What, who, by when, with what."""

    text = forms.CharField(label=_("What"), max_length=255)
    who = forms.ChoiceField(label=_("Who"))
    due_on = forms.DateField(label=_("By"), widget=day())
    material = forms.CharField(label=_("Material"), max_length=255, required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "who", people)


class IdeaForm(forms.Form):
    """An idea in one line, and how well it is backed."""

    text = forms.CharField(label=_("Your idea"), max_length=500)
    strength = forms.ChoiceField(
        label=_("How well is it backed?"), choices=EvidenceStrength, initial=EvidenceStrength.RATIONALE
    )


class WatchForm(forms.Form):
    """Which measure stands in the cycle."""

    measure = forms.ChoiceField(label=_("Measure"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, measures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "measure", measures)


class DesignForm(forms.Form):
    """What one wants to learn, in which time, with how many."""

    area = forms.ChoiceField(
        label=_("What do you want to learn?"),
        choices=(
            ("pedagogy", _("A way of teaching it")),
            ("content", _("The content itself")),
            ("students", _("How students think about it")),
            ("classroom", _("Running the room")),
        ),
    )
    hours = forms.DecimalField(label=_("Hours each of you has"), min_value=0, max_value=99, decimal_places=1)
    people = forms.IntegerField(label=_("How many of you"), min_value=1, max_value=50)
    may_cost = forms.BooleanField(label=_("There is money for it"), required=False)
