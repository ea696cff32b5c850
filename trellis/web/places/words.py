"""Texts by language, as pages and forms of organizations need them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from trellis.people.places.words import Accent

if TYPE_CHECKING:
    from trellis.people.places.models import PublicPage


def own_language(texts: Mapping[str, str]) -> str:
    """Return the text in the reader's language, else in English, else in any."""
    language = (get_language() or "en").split("-")[0]
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def public_page_values(page: "PublicPage | None") -> dict[str, object]:
    """Return what the form of the public page starts with."""
    if page is None:
        return {"accent": Accent.LEAF, "publish": True}
    values: dict[str, object] = {"accent": page.accent, "publish": page.published_at is not None}
    for field in ("model_name", "welcome", "logo_alt"):
        for language in ("en", "es"):
            values[f"{field}_{language}"] = getattr(page, field).get(language, "")
    return values
