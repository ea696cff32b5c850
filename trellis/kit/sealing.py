"""Seals bytes with keys that are not in the database: who has a copy of it cannot read them."""

import hashlib
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class KeyMissing(Exception):
    """The key that sealed this is not here. The argument is its mark."""


def mark_of(key: str) -> str:
    """Return what tells a key from others without giving it away."""
    return hashlib.sha256(f"mark of a key {key}".encode()).hexdigest()[:12]


@cache
def _box(key: str) -> Fernet:
    return Fernet(key)


def seal(content: bytes) -> tuple[str, bytes]:
    """Seal bytes with the first key; return the mark of the key, and what may be kept."""
    key = settings.SEAL_KEYS[0]
    return mark_of(key), _box(key).encrypt(content)


def unseal(mark: str, sealed: bytes) -> bytes:
    """Open what was sealed, with whichever key it was.

    Raises:
        KeyMissing: when that key is not among ours, or the bytes were changed.
    """
    for key in settings.SEAL_KEYS:
        if mark_of(key) == mark:
            try:
                return _box(key).decrypt(sealed)
            except InvalidToken:
                break
    raise KeyMissing(mark)
