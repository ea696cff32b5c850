"""Opaque public ids for URLs, files and logs."""

import secrets

# No vowels and no look-alikes (0/o, 1/l): ids can be read aloud and never spell a word.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
LENGTH = 13  # 28**13 is about 62 bits: guessing one of a million rows takes about 10**12 tries


def new_public_id() -> str:
    """Return a fresh opaque id of 13 characters, safe in URLs, e.g. ``7fkq2mwz9tbhc``."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
