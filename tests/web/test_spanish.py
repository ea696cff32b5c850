"""What every page is built from speaks Spanish: parts, layouts, error pages, charts, glossary."""

import importlib
import io
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django import forms
from django.utils.translation.template import templatize

import trellis.web

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


def test_X_02_days_and_times_reach_the_browser_in_its_own_form_in_every_language() -> None:
    """A date field of the browser forgets what is not written as 2026-11-25."""
    wanted = {"date": "%Y-%m-%d", "time": "%H:%M"}
    wrong = set()
    for module in pkgutil.walk_packages(trellis.web.__path__, "trellis.web."):
        if "forms" not in module.name:
            continue
        for name, form in vars(importlib.import_module(module.name)).items():
            if not (isinstance(form, type) and issubclass(form, forms.Form)):
                continue
            for field in form.base_fields.values():
                kind = field.widget.attrs.get("type")
                if kind in wanted and getattr(field.widget, "format", None) != wanted[kind]:
                    wrong.add(f"{module.name}.{name}")
    assert wrong == set()
