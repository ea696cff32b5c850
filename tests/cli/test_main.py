"""The `trellis` command finds its commands and turns refusals into sentences."""

import os

import pytest
from django.core.management.base import CommandError

from trellis.cli import main as cli
from trellis.cli.main import COMMANDS, main, overview, take_database


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_DATABASE_URL", os.environ.get("TRELLIS_DATABASE_URL", ""))
    monkeypatch.setenv("TRELLIS_DEVELOPMENT", "yes")


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_help_names_every_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    said = capsys.readouterr().out
    assert all(f"  {name} " in said for name in COMMANDS)
    assert said.strip() == overview().strip()


@pytest.mark.parametrize(
    "words",
    [
        ["import", "--database", "sqlite:////tmp/x.sqlite3", "a.zip"],
        ["import", "a.zip", "--database=sqlite:////tmp/x.sqlite3"],
    ],
)
def test_a_database_url_is_taken_out_and_remembered(words: list[str]) -> None:
    assert take_database(words) == ["import", "a.zip"]
    assert os.environ["TRELLIS_DATABASE_URL"] == "sqlite:////tmp/x.sqlite3"


def test_a_database_alias_is_left_to_django() -> None:
    assert take_database(["check", "--database", "default"]) == ["check", "--database", "default"]
    assert take_database(["dbshell", "--database=default"]) == ["dbshell", "--database=default"]


def test_a_refusal_is_one_sentence_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(words: list[str]) -> int:
        raise CommandError("Nothing was changed.")

    monkeypatch.setattr(cli, "run_command", refuse)
    assert main(["demo"]) == 1
    assert capsys.readouterr().err == "Nothing was changed.\n"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    assert f"usage: trellis {name}" in capsys.readouterr().out
