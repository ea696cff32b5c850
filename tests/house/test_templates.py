"""Templates: each one is used, none holds what the content security policy would stop."""

import re
from pathlib import Path

import pytest

from tests.house.source import files, modules, name_of, templates

INLINE = re.compile(
    r"""<[^>]*?\s(?:on[a-z]+\s*=|style\s*=|hx-on)|javascript:|<style\b|<script(?![^>]*\ssrc=)[^>]*>(?!\s*</script>)""",
    re.IGNORECASE,
)
#: Overridden or found by name by Django and allauth.
FOUND_BY_NAME = re.compile(
    r"^(?:account|allauth|mfa|socialaccount|usersessions|django|registration)/|^\d{3}\w*\.html$"
)


def short(path: Path) -> str:
    return name_of(path).split("/templates/", 1)[1]


@pytest.mark.parametrize("path", templates(), ids=short)
def test_nothing_inline(path: Path) -> None:
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    stopped = [match[0] for match in INLINE.finditer(text)]
    assert stopped == [], f"{short(path)}: the content security policy stops this"


def test_every_template_is_used() -> None:
    everything = "\n".join(path.read_text() for path in [*modules("trellis"), *templates()])
    unused = [
        short(path)
        for path in templates()
        if short(path) not in everything and not FOUND_BY_NAME.match(short(path))
    ]
    assert not unused, f"Nobody shows these templates: {unused}"


def test_scripts_build_no_inline_styles_or_handlers() -> None:
    """Setting attributes from a script is stopped too."""
    wrong = [
        name_of(path)
        for path in files()
        if path.suffix == ".js"
        and name_of(path).startswith("trellis/")
        and re.search(r"setAttribute\(['\"](?:style|on\w+)|\beval\(|new Function\(", path.read_text())
    ]
    assert not wrong
