"""Documents that cannot rot: settings and commands are compared with the code."""

import ast
import re

from tests.house.source import PROJECT, files, modules, name_of, tree
from trellis.cli.main import COMMANDS

OPERATE = PROJECT / "docs" / "operate"
READERS = {"text", "flag", "number", "words"}


def settings_in_code() -> set[str]:
    """Every TRELLIS_… variable that the settings read through `env`."""
    names: set[str] = set()
    for path in modules("trellis/config"):
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "env"
                and node.func.attr in READERS
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                names.add(f"TRELLIS_{node.args[0].value}")
    return names


def test_every_setting_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"^\| `(TRELLIS_\w+)`", (OPERATE / "settings.md").read_text(), re.MULTILINE))
    assert documented == settings_in_code()
    assert documented


def test_every_command_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"^\| `(\w+)", (OPERATE / "commands.md").read_text(), re.MULTILINE))
    assert documented == set(COMMANDS)


def test_links_between_documents_lead_somewhere() -> None:
    broken: list[str] = []
    for path in files():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text()):
            if (
                "://" not in target
                and not target.startswith("mailto:")
                and not (path.parent / target).exists()
            ):
                broken.append(f"{name_of(path)}: {target}")
    assert broken == []


def test_half_done_moves_are_few() -> None:
    assert (PROJECT / "docs" / "moving.md").read_text().count("\n## ") <= 7
