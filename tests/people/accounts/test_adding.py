"""Persons are made known; that alone lets nobody in."""

import pytest

from trellis.kit.errors import Invalid
from trellis.people.accounts.operations import add_person
from trellis.people.accounts.words import Language


@pytest.mark.django_db
def test_a_person_is_known_but_cannot_sign_in() -> None:
    person = add_person(by=None, given_name=" Eli ", family_name="Delgado", language=Language.SPANISH)
    assert (person.full_name, person.language) == ("Eli Delgado", "es")
    assert not person.has_usable_password()


@pytest.mark.django_db
def test_a_person_needs_a_name() -> None:
    with pytest.raises(Invalid) as refusal:
        add_person(by=None, given_name="  ")
    assert set(refusal.value.fields) == {"given_name"}
