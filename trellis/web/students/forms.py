"""Forms of need groups."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.evidence.measures.queries.sheets import SheetItem

type Choices = Sequence[tuple[str, str]]


def _lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class RightAnswersForm(forms.Form):
    """The right answer of each item where students chose one: one short field an item."""

    def __init__(self, *args: Any, items: Sequence[SheetItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in items:
            self.fields[f"item_{item.position}"] = forms.CharField(
                label=item.label, max_length=40, required=False, widget=forms.TextInput(attrs={"size": 4})
            )

    def answers(self) -> dict[int, str]:
        """Return the right answers by position, without the empty ones."""
        found = {int(name.removeprefix("item_")): text for name, text in self.cleaned_data.items()}
        return {position: text.strip() for position, text in found.items() if text.strip()}


class PlanForm(forms.Form):
    """Who takes a group, when, where, with what."""

    name = forms.CharField(label=_("Name of the group"), max_length=120)
    teacher = forms.ChoiceField(label=_("Who takes it"), required=False)
    meets = forms.CharField(
        label=_("When"),
        max_length=120,
        required=False,
        help_text=_("For example “Thursday, 10:20 to 10:50”."),
    )
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    card = forms.ChoiceField(
        label=_("Strategy"), required=False, help_text=_("Fills what you leave open below.")
    )
    practice_change = forms.CharField(
        label=_("What the teacher does"), required=False, max_length=1000, widget=_lines(3)
    )
    material = forms.CharField(label=_("Material"), max_length=255, required=False)

    def __init__(self, *args: Any, people: Choices, own: Choices, library: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "teacher", [("", _("Nobody yet")), *people])
        cards: list[tuple[Any, Any]] = [("", _("None yet"))]
        if own:
            cards.append((_("Ours"), list(own)))
        cards.append((_("From the library"), list(library)))
        _choose(self, "card", cards)


class SettleForm(forms.Form):
    """From when to when the groups meet."""

    starts_on = forms.DateField(label=_("First day"), widget=_day())
    ends_on = forms.DateField(
        label=_("Last day"), widget=_day(), required=False, help_text=_("Two weeks if you leave it open.")
    )


class GroupNameForm(forms.Form):
    """The name of a new group."""

    name = forms.CharField(label=_("Name of the new group"), max_length=120)


class CaptureForm(forms.Form):
    """What a member told, as a strategy of the team."""

    name = forms.CharField(label=_("Short name"), max_length=120)
    practice_change = forms.CharField(
        label=_("What the teacher does"),
        widget=_lines(3),
        max_length=1000,
        help_text=_("So that a colleague can do it too."),
    )
    told_by = forms.ChoiceField(label=_("Who told it"), required=False)
    material = forms.CharField(label=_("Material"), max_length=255, required=False)
    topic = forms.CharField(label=_("For which need"), max_length=120, required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "told_by", people)
