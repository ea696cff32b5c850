"""What every page is built from speaks Spanish: parts, layouts, error pages, charts, glossary."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parents[2] / "trellis" / "web"
PO = WEB.parent / "locale" / "es" / "LC_MESSAGES" / "django.po"
KEYWORDS = {"gettext": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
FILES = sorted(
    [
        path
        for path in (WEB / "templates").rglob("*.html")
        if path.parent.name in {"parts", "layouts", "errors"}
    ]
    + list((WEB / "templates").glob("*.html"))
    + list(WEB.glob("*.py"))
    + [path for folder in ("charts", "templatetags") for path in (WEB / folder).glob("*.py")]
)


def messages_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    text = path.read_text()
    source = templatize(text, origin=str(path)) if path.suffix == ".html" else text
    for _, message, _, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        yield message, context


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sentence_has_its_spanish(path: Path) -> None:
    with PO.open("rb") as file:
        catalog = read_po(file, locale="es")
    for message, context in messages_of(path):
        found = catalog.get(message[0] if isinstance(message, tuple) else message, context)
        assert found is not None, f"not in the catalogue: {message!r}"
        originals = message if isinstance(message, tuple) else (message,)
        translations = found.string if isinstance(found.string, tuple | list) else (found.string,)
        assert all(translations), f"no Spanish for {message!r}"
        assert placeholders(" ".join(originals)) == placeholders(" ".join(map(str, translations)))
