"""What tokens do when rooms below change."""

from typing import Any

from django.dispatch import receiver

from trellis.people.accounts.models import Person
from trellis.people.accounts.signals import person_left
from trellis.people.tokens.operations import revoke_tokens_of


@receiver(person_left)
def tokens_end_with_their_person(*, person_id: int, **_more: Any) -> None:
    """Revoke the tokens of a person who has left; who only signed out everywhere keeps them."""
    person = Person.objects.filter(pk=person_id, is_active=False).first()
    if person is not None:
        revoke_tokens_of(person=person)
