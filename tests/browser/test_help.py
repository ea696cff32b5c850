"""Help wanted: Ana asks, Cleo of another team answers on her phone, Ana thanks her."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.site import Visitor, check_accessible, check_fits, picture
from tests.cast import Cast


def test_S0_13_a_request_for_help_is_answered_by_another_team(
    visitor: Callable[..., Visitor], cast: Cast
) -> None:
    ana_s, cleo_s = visitor(cast.ana), visitor(cast.cleo, width=360, scheme="dark")
    ana = ana_s.open(f"/communities/{cast.grade_4.public_id}/help/")
    check_accessible(ana)
    ana.get_by_label("With what do you want help?").fill("Comparing fractions")
    ana.get_by_label("The teams of our school").check()
    ana.get_by_role("button", name="Put it on the board").click()
    expect(ana.get_by_text("Nobody has answered yet.")).to_be_visible()
    cleo = cleo_s.open("/today/")
    cleo.get_by_role("link", name="Comparing fractions").click()
    cleo.get_by_label("What do you offer?").fill("Folded strips. Come on Tuesday.")
    check_accessible(cleo)
    check_fits(cleo)
    picture(cleo, "help-360-dark")
    cleo.get_by_role("button", name="Offer it").click()
    expect(cleo.get_by_text("Folded strips. Come on Tuesday.")).to_be_visible()
    ana.reload()
    ana.locator("summary", has_text="Say thanks").click()
    ana.get_by_label("For what").fill("for the strips")
    ana.get_by_role("button", name="Say it").click()
    expect(ana.get_by_text("Said.")).to_be_visible()
    check_accessible(ana)
    cleo.goto("/thanks/")
    expect(cleo.get_by_text("for the strips")).to_be_visible()
