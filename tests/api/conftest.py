"""A program with a token."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trellis.people.accounts.models import Person
from trellis.people.tokens.operations import issue_token
from trellis.people.tokens.words import Scope

#: name of an address, its words, what to look for -> the answer
Ask = Callable[..., Any]


def secret_for(person: Person, scopes: Iterable[Scope] = tuple(Scope)) -> str:
    return issue_token(by=person, name="Test", scopes=scopes, days=30).secret


def asking(secret: str) -> Ask:
    """Return a program that shows this secret."""
    client = Client()

    def ask(name: str, *words: str, **query: str | int) -> Any:
        headers = {"authorization": f"Bearer {secret}"}
        return client.get(reverse(name, args=words), query, headers=headers)

    return ask


@pytest.fixture
def ask(ana: Person) -> Ask:
    """A program that reads as Ana, everything a token can."""
    return asking(secret_for(ana))
