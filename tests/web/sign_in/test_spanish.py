"""What families and partners meet (the way in, settings, notices, the policy) speaks Spanish (X-02)."""

import io
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.web.test_spanish import KEYWORDS, PO, WEB, placeholders

PEOPLE = WEB.parent / "people"
FOLDERS = ("sign_in", "settings", "notices", "who_can_see", "account", "mfa", "socialaccount")
FILES: list[Path] = sorted(
    [page for folder in FOLDERS for page in (WEB / "templates" / folder).rglob("*.html")]
    + [code for folder in FOLDERS[:4] for code in (WEB / folder).glob("*.py")]
    + [WEB / "templates" / "people" / "leave_organization.html"]
    + [code for room in ("accounts", "notices") for code in (PEOPLE / room).glob("*.py")]
    + [PEOPLE / "access" / "words.py"]
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_X_02_every_sentence_has_its_spanish(path: Path) -> None:
    text = path.read_text()
    source = templatize(text, origin=str(path)) if path.suffix == ".html" else text
    with PO.open("rb") as file:
        catalog = read_po(file, locale="es")
    for _, message, _, _ in extract(
        "python", io.BytesIO(source.encode()), {**KEYWORDS, "gettext_noop": None}
    ):
        originals = message if isinstance(message, tuple) else (message,)
        found = catalog.get(originals[0])
        assert found is not None, f"not in the catalogue: {message!r}"
        translations = found.string if isinstance(found.string, tuple | list) else (found.string,)
        assert all(translations), f"no Spanish for {message!r}"
        assert placeholders(" ".join(originals)) == placeholders(" ".join(map(str, translations)))
