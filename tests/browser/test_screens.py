"""Every screen of the people floor and of results: fits, accessible, silent, for those who may open it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.site import Visitor, check_accessible, check_fits, check_screen
from tests.cast import Cast
from tests.evidence.imports.packages import base_rows, write_zip
from tests.evidence.imports.results.files import INTERIM, written
from tests.evidence.measures.classroom import make_classroom
from tests.evidence.measures.test_results import CSV
from trellis.evidence.imports.operations import import_package, import_results_file
from trellis.evidence.measures.operations.results import apply_results_file, drop_results_file
from trellis.people.access.models import RoleAssignment
from trellis.people.access.operations import change_public_page
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.communities.operations import adopt_charter, agree_norms, ask_to_join
from trellis.people.communities.words import Cadence, DecisionRule
from trellis.people.places.words import Accent
from trellis.practice.library.operations import load_content


def furnish(cast: Cast) -> dict[str, str]:
    """A lived-in world; returns the address of every screen by name."""
    load_content()
    make_classroom(cast)
    adopt_charter(
        by=cast.ana,
        community=cast.grade_4,
        purpose="We want every one of our students to say which fraction is larger, and why.",
        growth="One piece of student work a week.",
        joint_responsibility="All of them are ours.",
        family_engagement="A line home every Friday.",
        alignment="We serve the school goal on explaining.",
        cadence=Cadence.WEEKLY,
        meets="Tuesdays 1:30, Room 12",
        decides_by=DecisionRule.CONSENT,
    )
    agree_norms(by=cast.ana, community=cast.grade_4, texts=["We start on time.", "We ask first."])
    ask_to_join(by=cast.cleo, community=cast.grade_4, message="We teach the same fractions.")
    change_public_page(
        by=cast.pat,
        organization=cast.lincoln,
        model_name={"en": "Learning Community Model", "es": "Modelo de comunidad de aprendizaje"},
        welcome={"en": "Grown-ups learn together here.", "es": "Aquí los adultos aprenden juntos."},
        accent=Accent.LAKE,
        publish=True,
    )

    def dropped() -> object:
        return drop_results_file(
            by=cast.ana, community=cast.grade_4, name="fractions-check.csv", content=CSV.encode()
        )

    waiting, written = dropped(), dropped()
    assessment = apply_results_file(
        by=cast.ana,
        file=written,  # type: ignore[arg-type]
        title="Fractions check 2",
        given_on=timezone.localdate(),
    )
    team, school = [cast.grade_4.public_id], [cast.lincoln.public_id]
    return {
        "organization": reverse("open-organization", args=school),
        "coverage": reverse("coverage", args=school),
        "calendar": reverse("calendar", args=school),
        "write-public-page": reverse("write-public-page", args=school),
        "found-community": reverse("found-community", args=school),
        "community": reverse("open-community", args=team),
        "members": reverse("members", args=team),
        "charter": reverse("adopt-charter", args=team),
        "norms": reverse("agree-norms", args=team),
        "community-settings": reverse("change-community", args=team),
        "results": reverse("results", args=team),
        "results-file": reverse("open-results-file", args=[waiting.public_id]),  # type: ignore[attr-defined]
        "assessment": reverse("open-assessment", args=[assessment.public_id]),
    }


BY_DEE = {"coverage", "calendar", "write-public-page"}


@pytest.mark.once
def test_every_screen_fits_and_is_accessible(visitor: Callable[..., Visitor], cast: Cast) -> None:
    screens = furnish(cast)
    ana, dee = visitor(cast.ana), visitor(cast.dee)
    for name, address in screens.items():
        check_screen(
            dee if name in BY_DEE else ana,
            address,
            name,
            looks=((320, "light"), (768, "dark"), (1440, "light")),
        )


@pytest.mark.once
def test_the_screens_of_a_data_steward_fit_and_are_accessible(
    visitor: Callable[..., Visitor], cast: Cast, tmp_path: Path
) -> None:
    sam = Person.objects.create(given_name="Sam", family_name="Nakata")
    RoleAssignment.objects.create(
        person=sam, organization=cast.district, role=Role.DATA_STEWARD, starts_on=timezone.localdate()
    )
    first, second = write_zip(tmp_path / "a.zip", base_rows()), write_zip(tmp_path / "b.zip", base_rows(10))
    applied = import_package(by=sam, organization=cast.district, path=first, approve=True)
    waiting = import_package(by=sam, organization=cast.district, path=second)
    make_classroom(cast)
    results = import_results_file(
        by=sam, organization=cast.district, path=written(tmp_path, INTERIM), approve=True
    )
    steward = visitor(sam)
    for name, address in {
        "look-at-sent-row": reverse("look-at-sent-row", args=[results.public_id]) + "?row=2",
        "open-evidence-file": reverse("open-evidence-file", args=[results.public_id]),
        "imports": reverse("imports"),
        "import": reverse("open-import", args=[applied.public_id]),
        "import-waits": reverse("open-import", args=[waiting.public_id]),
        "import-undo": reverse("undo-import", args=[applied.public_id]),
        "import-source": reverse("settle-source", args=[applied.source.public_id]),
        "evidence-files": reverse("evidence-files"),
    }.items():
        check_screen(steward, address, name)


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "es"])
def test_S0_01_S0_02_X_02_the_public_page_for_a_visitor_with_a_keyboard(
    visitor: Callable[..., Visitor], cast: Cast, language: str
) -> None:
    furnish(cast)
    somebody = visitor(width=360)
    page = somebody.open("/o/lincoln-elementary/")
    if language == "es":
        page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    # what a step is for is read in lines, not in a column of syllables
    first_step = page.locator("ol.numbered > li p").first.bounding_box()
    assert first_step is not None
    assert first_step["width"] > 200
    check_fits(page)
    check_accessible(page)


@pytest.mark.once
def test_S0_27_a_file_becomes_a_picture_with_the_keyboard(
    visitor: Callable[..., Visitor], cast: Cast
) -> None:
    make_classroom(cast)
    ana = visitor(cast.ana)
    page = ana.open(reverse("results", args=[cast.grade_4.public_id]))
    page.get_by_label("Results file").set_input_files(
        {"name": "check.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    )
    page.get_by_role("button", name="Read the file").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Here is what we read")
    page.get_by_label("Name", exact=True).first.fill("Fractions check")
    page.get_by_role("button", name="Write the results of 3 students").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fractions check")
    expect(page.get_by_role("rowheader", name="Mateo Delgado")).to_be_visible()
    check_accessible(page)


def test_a_community_is_founded_and_filled(visit: Callable[..., Page], cast: Cast) -> None:
    page = visit(reverse("found-community", args=[cast.lincoln.public_id]), cast.cleo)
    page.get_by_label("Name").fill("Reading circle")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Members of Reading circle")
    page.get_by_label("Who", exact=True).select_option(label="Ben Lee")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("Ben Lee is now a member.")
