"""Finds names of students in a text before it leaves the team."""

import re
import unicodedata

from django.db.models import Q

from trellis.evidence.roster.models import Student
from trellis.people.places.models import Organization


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.sub(r"[^\w]+", " ", letters).strip()


def student_names_in(text: str, school: Organization) -> list[str]:
    """Return the full names of the school's students that stand in a text, whatever case or accents.

    Given names alone are not found: too many are ordinary words. The page tells the writer so.
    """
    words = set(_plain(text).split())
    if not words:
        return []
    found = []
    haystack = f" {_plain(text)} "
    names = Student.objects.filter(Q(school=school), removed_at=None).values_list(
        "given_name", "preferred_name", "family_name"
    )
    for given, preferred, family in names.iterator(chunk_size=2000):
        for first in {given, preferred} - {""}:
            if f" {_plain(f'{first} {family}')} " in haystack:
                found.append(f"{first} {family}")
    return sorted(found)
