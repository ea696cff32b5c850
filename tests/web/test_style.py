"""The style sheets: contrast of every pair of tokens, budgets, both directions of reading, no shouting."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

from trellis.people.places.words import Accent

WEB = Path(__file__).resolve().parents[2] / "trellis" / "web"
SHEETS = sorted((WEB / "static" / "css").glob("*.css"))
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted((WEB / "static" / "js").glob("*.js"))
PAIR = re.compile(r"--([\w-]+):\s*light-dark\((#\w{6}), (#\w{6})\)")


def tokens(text: str) -> dict[str, tuple[str, str]]:
    """Return every colour of a sheet: name -> (light, dark)."""
    return {name: (light, dark) for name, light, dark in PAIR.findall(text)}


TOKENS = tokens((WEB / "static/css/trellis.css").read_text())
ACCENTS = {
    name: TOKENS | tokens(rules)
    for name, rules in re.findall(
        r"\.accent-(\w+) \{(.*?)\}", (WEB / "static/css/accents.css").read_text(), re.DOTALL
    )
}
GROUNDS = ("paper", "sheet", "shade")


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_published() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("words", "grounds", "least"),
    [
        ("ink", GROUNDS, 11),
        ("ink-soft", GROUNDS, 4.5),
        ("leaf", (*GROUNDS, "leaf-wash"), 4.5),
        ("leaf-deep", (*GROUNDS, "leaf-wash"), 4.5),
        ("leaf-ink", ("leaf", "leaf-deep"), 4.5),
        ("wait", (*GROUNDS, "wait-wash"), 4.5),
        ("stop", (*GROUNDS, "stop-wash"), 4.5),
        ("edge", ("paper", "sheet"), 3),
        ("mark-2", GROUNDS, 4.5),
        ("mark-3", GROUNDS, 4.5),
        ("mark-4", GROUNDS, 4.5),
    ],
)
def test_every_pair_of_colours_can_be_read(
    words: str, grounds: tuple[str, ...], least: float, scheme: int
) -> None:
    for ground in grounds:
        assert contrast(TOKENS[words][scheme], TOKENS[ground][scheme]) >= least, f"{words} on {ground}"


def test_old_browsers_get_the_light_scheme() -> None:
    plain = dict(re.findall(r"--([\w-]+): (#\w{6});", (WEB / "static/css/trellis.css").read_text()))
    assert plain == {name: light for name, (light, _) in TOKENS.items()}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS)
def test_every_accent_of_a_public_page_can_be_read(accent: str, scheme: int) -> None:
    colours = {name: pair[scheme] for name, pair in ACCENTS[accent].items()}
    for words in ("leaf", "leaf-deep"):
        assert contrast(colours["leaf-ink"], colours[words]) >= 4.5
        for ground in (*GROUNDS, "leaf-wash"):
            assert contrast(colours[words], colours[ground]) >= 4.5


def test_every_accent_one_may_choose_has_its_colours() -> None:
    assert set(ACCENTS) | {"leaf"} == set(Accent.values)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_fills_a_layer_and_never_shouts(sheet: Path) -> None:
    text = sheet.read_text()
    assert "@layer" in text
    assert "!important" not in text
    assert "http" not in text
    assert len(text.splitlines()) <= 400


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheets_hold_in_both_directions_of_reading(sheet: Path) -> None:
    physical = re.findall(
        r"[{;]\s*((?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right))\b",
        sheet.read_text(),
    )
    assert physical == []


def test_every_class_of_a_template_has_a_rule() -> None:
    known = {"is-public", "accent-"} | set(
        re.findall(r"\.([a-z][\w-]*)", "".join(sheet.read_text() for sheet in SHEETS))
    )
    unknown = {
        f"{template.relative_to(WEB / 'templates')}: {name}"
        for template in TEMPLATES
        for classes in re.findall(r'\bclass="([^"]*)"', template.read_text())
        for name in re.sub(r"\{[{%].*?[%}]\}", "?", classes).split()
        if "?" not in name and name not in known
    }
    assert unknown == set()


def test_what_every_page_loads_is_light() -> None:
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-4.min.js"
    frames = "".join((WEB / "templates" / name).read_text() for name in ("base.html", "layouts/page.html"))
    named = re.findall(r"static '((?:css|js)/[\w-]+\.(?:css|js))'", frames)
    assert len(named) > 5
    loaded = [WEB / "static" / name for name in named] + [htmx]
    assert sum(len(gzip.compress(path.read_bytes())) for path in loaded) < 32_000


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_small_and_stands_alone(script: Path) -> None:
    text = script.read_text()
    assert len(text.splitlines()) <= 250
    # file names are hashed: an import would load a module a second time
    assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)
    assert "eval(" not in text
    assert ".innerHTML" not in text
