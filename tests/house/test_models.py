"""Every table says what it is for, whose data it holds and how long; references point downward only."""

import re
from itertools import pairwise

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, Model

FLOORS = ["people", "evidence", "practice", "insight", "web", "cli"]
#: The rooms of each floor, from the lowest up.
ROOMS = {
    "people": ["journal", "places", "accounts", "access", "notices", "tokens", "communities"],
    "evidence": ["standards", "roster", "measures", "surveys", "imports"],
    "practice": ["library", "goals", "cycles", "students", "meetings", "support"],
}
#: The journal is the lowest room; it names its actor by AUTH_USER_MODEL and knows nothing of accounts.
ALWAYS_ALLOWED = {"people.Person"}
PRIVACY = re.compile(r"^\s*privacy: (student|staff|family|none); keeps: \S.*$", re.MULTILINE)
OURS = [
    model
    for floor in FLOORS
    if apps.is_installed(f"trellis.{floor}")
    for model in apps.get_app_config(floor).get_models()
]


def place(model: type[Model]) -> tuple[int, int]:
    floor = FLOORS.index(model._meta.app_label)
    room = model.__module__.split(".")[2]
    rooms = ROOMS.get(model._meta.app_label, [])
    return floor, rooms.index(room) if room in rooms else 0


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_the_docstring_says_purpose_privacy_and_retention(model: type[Model]) -> None:
    text = model.__doc__ or ""
    assert len(PRIVACY.findall(text)) == 1, f"{model._meta.label}: no line `privacy: …; keeps: …`"
    assert re.search(r"^\s*Purpose: \S", text, re.MULTILINE), f"{model._meta.label}: no line `Purpose: …`"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_references_point_downward(model: type[Model]) -> None:
    for field in model._meta.get_fields():
        if not isinstance(field, ForeignKey | ManyToManyField):
            continue
        target = field.related_model
        assert isinstance(target, type)
        if target._meta.app_label not in FLOORS or target._meta.label in ALWAYS_ALLOWED:
            continue
        assert place(target) <= place(model), (
            f"{model._meta.label}.{field.name} points up to {target._meta.label}"
        )


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_references_have_a_name_for_the_way_back(model: type[Model]) -> None:
    for field in model._meta.local_fields:
        if isinstance(field, ForeignKey) and field.model is model:
            assert field.remote_field.related_name, f"{model._meta.label}.{field.name} has no related_name"


def test_the_order_of_floors_is_the_one_of_the_walls() -> None:
    assert all(FLOORS.index(lower) < FLOORS.index(upper) for lower, upper in pairwise(FLOORS))
    assert len(OURS) > 15


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_rating_of_a_person_exists(model: type[Model]) -> None:
    """Trust: the schema has no place for a rating, rank or score of an adult."""
    to_person = any(
        isinstance(field, ForeignKey)
        and getattr(field.related_model, "_meta", None) is not None
        and field.related_model._meta.label == "people.Person"
        for field in model._meta.local_fields
    )
    names = {field.name for field in model._meta.local_fields}
    if to_person or model._meta.label == "people.Person":
        rated = {name for name in names if re.search(r"rating|rank|performance_score|evaluation", name)}
        assert not rated, f"{model._meta.label} could rate a person: {rated}"
