"""Errors that operations and queries raise and that pages turn into sentences."""

from collections.abc import Mapping


class DomainError(Exception):
    """Base of every refusal that a person may read. ``str(error)`` is a plain translated sentence."""


class NotFound(DomainError):
    """The object does not exist or this person may not know of it: both look the same from outside."""


class Refused(DomainError):
    """The person may see the object but not do this to it."""


class Invalid(DomainError):
    """What was entered cannot be taken. ``fields`` maps a field name to its sentence; nothing was changed."""

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields: dict[str, str] = dict(fields or {})


class Conflict(DomainError):
    """The object has changed or is in another state than the action needs; nothing was changed."""
