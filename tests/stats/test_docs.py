"""The pages on statistics say what the code does."""

import re
from pathlib import Path

import trellis.stats
from tests.stats.gate.test_gate import FUNCTIONS
from tests.stats.pictures import EARLY, FOLDER, ORDINARY, SHIFTED, TOGETHER, pictures
from trellis.stats.spc import run_chart

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "statistics" / "reading-charts.md").read_text()


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"^> ", "", text, flags=re.MULTILINE))


def test_pictures_are_the_ones_the_product_draws() -> None:
    drawn = pictures()
    assert {path.name for path in FOLDER.glob("*.svg")} == set(drawn)
    for name, svg in drawn.items():
        assert (FOLDER / name).read_text() == svg, f"{name} is old: python -m tests.stats.pictures"


def test_the_sentences_under_the_pictures_are_the_ones_the_product_says() -> None:
    page = flat(PAGE)
    for chart in (
        run_chart(ORDINARY),
        run_chart(SHIFTED, baseline=12),
        run_chart(TOGETHER),
        run_chart(EARLY),
    ):
        assert flat(chart.say("en")) in page


def test_links_of_the_statistics_pages_lead_somewhere() -> None:
    pages = [DOCS / "statistics.md", *(DOCS / "statistics").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"


def test_every_public_function_is_described() -> None:
    pages = "\n".join(page.read_text() for page in (DOCS / "statistics").glob("*.md"))
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", pages))))
    assert not {name for name in FUNCTIONS if name.split(".")[1] not in named}


def test_every_reason_of_a_refusal_is_listed() -> None:
    page = (DOCS / "statistics.md").read_text()
    source = "\n".join(path.read_text() for path in Path(trellis.stats.__file__).parent.rglob("*.py"))
    reasons = set(re.findall(r'reason="(\w+)"', source))
    assert {"empty", "not_finite"} < reasons
    assert not {reason for reason in reasons if f"`{reason}`" not in page}
