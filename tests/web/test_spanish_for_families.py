"""What families, students and partners read speaks Spanish: Today, places, surveys, stories (X-02)."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests.web.test_spanish import PO, WEB, placeholders
from trellis.cli import messages

READ_BY_FAMILIES = (
    "today",
    "public",
    "stories",
    "story",
    "places",
    "surveys",
    "goals",
    "settings",
    "sign_in",
    "account",
    "who_can_see",
    "my_children",
    "my_child",
)
FILES: list[Path] = [
    path
    for path in messages.sources_of_messages()
    if any(part.removesuffix(path.suffix) in READ_BY_FAMILIES for part in path.parts)
]


def translations_of(message: Message) -> list[str]:
    found = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return [str(text) for text in found]


def test_files_are_found() -> None:
    assert any(path.is_relative_to(WEB) for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_X_02_every_sentence_has_its_spanish(path: Path) -> None:
    catalog = messages.read(PO)
    for message, context in messages.said_in(path):
        found = catalog.get(message[0] if isinstance(message, tuple) else message, context)
        assert found is not None, f"not in the catalogue: {message!r}"
        assert all(translations_of(found)), f"no Spanish for {message!r}"


def test_X_02_no_translation_loses_or_invents_a_placeholder_and_none_is_fuzzy() -> None:
    for message in messages.read(PO):
        translations = translations_of(message)
        if not message.id or not all(translations):
            continue
        originals = message.id if isinstance(message.id, tuple | list) else (message.id,)
        assert placeholders(" ".join(originals)) == placeholders(" ".join(translations)), message.id
        assert not message.fuzzy, message.id
