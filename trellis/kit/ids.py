"""Opaque public ids for URLs, files and logs."""

import os

# No vowels and no look-alikes (0/o, 1/l): ids can be read aloud and never spell a word.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
LENGTH = 13  # 28**13 is about 62 bits: guessing one of a million rows takes about 10**12 tries
# one call for all letters: imports make millions of ids (256 is no multiple of 28: the first four letters
# come 10 % more often, which costs less than a tenth of a bit)
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))


def new_public_id() -> str:
    """Return a fresh opaque id of 13 characters, safe in URLs, e.g. ``7fkq2mwz9tbhc``."""
    return os.urandom(LENGTH).translate(_LETTERS).decode()
