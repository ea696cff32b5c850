"""Messages are collected from code and templates and compiled without GNU gettext."""

import gettext
from argparse import Namespace
from pathlib import Path

import pytest

from trellis.cli import messages

HEAD = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small product with one language."""
    (tmp_path / "locale" / "es" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "page.py").write_text('title = _("Welcome")\n')
    (tmp_path / "templates" / "page.html").write_text("{% load i18n %}<h1>{% translate 'Our goal' %}</h1>")
    po = tmp_path / "locale" / "es" / "LC_MESSAGES" / "django.po"
    po.write_text(HEAD + '\nmsgid "Welcome"\nmsgstr "Bienvenida"\n\nmsgid "Old"\nmsgstr "Viejo"\n')
    monkeypatch.setattr(messages, "TRELLIS", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    return po


def test_new_messages_come_in_unused_go_translations_stay(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert messages.run(Namespace(compile_only=False)) == 0
    catalog = messages.read(source)
    assert {str(message.id): message.string for message in catalog if message.id} == {
        "Our goal": "",
        "Welcome": "Bienvenida",
    }
    assert "es: 1 of 2 messages translated" in capsys.readouterr().out


def test_only_what_changed_is_compiled(source: Path) -> None:
    assert messages.compile_changed() == 1
    assert messages.compile_changed() == 0
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Welcome") == "Bienvenida"


def test_every_message_of_the_product_can_be_read() -> None:
    found = [message for path in messages.sources_of_messages() for message in messages.said_in(path)]
    assert len(found) > 100
