"""Small pieces that several forms use."""

from collections.abc import Sequence
from typing import Any

from django import forms

type Choices = Sequence[tuple[str, str]]


def lines(rows: int = 2) -> forms.Textarea:
    """Return a text area of so many lines."""
    return forms.Textarea(attrs={"rows": rows})


def day() -> forms.DateInput:
    """Return a date input with the browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def put_choices(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Give a choice field its choices, known only when the page is made."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
