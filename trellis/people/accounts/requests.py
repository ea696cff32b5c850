"""Typed requests: what a page knows once sign-in is certain."""

from django.http import HttpRequest

from trellis.people.accounts.models import Person

__all__ = ["Person", "SignedIn"]


class SignedIn(HttpRequest):
    """A request behind the sign-in wall: ``request.user`` is a person."""

    user: Person
