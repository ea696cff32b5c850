"""Takes names out of a text before others read it."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _


def _pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    wanted = sorted({name.strip() for name in names if len(name.strip()) >= 2}, key=len, reverse=True)
    if not wanted:
        return None
    # names are proper nouns: “Ben” is one, “ben” in “beneath” or as a word is not
    return re.compile(r"\b(?:" + "|".join(re.escape(name) for name in wanted) + r")\b")


def without_names(text: str, called: Sequence[str], full: Sequence[str]) -> str:
    """Return the text with every full or given name replaced by “one of us”."""
    pattern = _pattern([*full, *called])
    return pattern.sub(_("one of us"), text) if pattern else text


def names_left(text: str, called: Sequence[str], full: Sequence[str]) -> list[str]:
    """Return the full or given names that still stand in a text, each once."""
    pattern = _pattern([*full, *called])
    return sorted(set(pattern.findall(text))) if pattern else []
