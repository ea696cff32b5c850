"""Coming in, settings, notices and the policy, in a real browser."""

import re
from collections.abc import Callable
from itertools import product

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.site import SCHEMES, Visitor, check_accessible, check_screen
from tests.cast import Cast
from tests.people.accounts.test_operations import prove
from trellis.people.access.operations import grant_role
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.accounts.work import issue_sign_in_link
from trellis.people.notices.operations import tell

PASSWORD = "correct horse battery"
DOORS = ("account_login", "ask-for-sign-in-link")
OWN = (
    "change-profile",
    "change-notice-preference",
    "sign-in-methods",
    "sessions",
    "api-tokens",
    "make-api-token",
    "notices",
    "who-can-see",
    "what-can-my-principal-see",
)


def with_password(person: Person) -> Person:
    prove(person)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.mark.once
def test_doors_fit_and_axe_accepts_them(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    for name in DOORS:
        check_screen(somebody, reverse(name), name, looks=list(product((320, 1440), SCHEMES)))


@pytest.mark.once
def test_own_pages_fit_and_axe_accepts_them(visitor: Callable[..., Visitor], cast: Cast) -> None:
    words = {"person": "Ben Lee", "community": "Grade 4 team"}
    tell(people=[cast.ana], kind="membership.joined", words=words, path="/settings/")
    somebody = visitor(cast.ana)
    for name in OWN:
        check_screen(somebody, reverse(name), name)


@pytest.mark.once
def test_people_of_a_place_fits_and_axe_accepts_it(visitor: Callable[..., Visitor], cast: Cast) -> None:
    check_screen(visitor(cast.dee), reverse("people-of", args=[cast.lincoln.public_id]), "people-of")


@pytest.mark.once
def test_a_password_leads_in_by_keyboard_alone(visitor: Callable[..., Visitor], cast: Cast) -> None:
    with_password(cast.ana)
    page = visitor().open("/sign-in/?next=/settings/")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("ana@riverbend.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Settings")


def test_S0_05_a_parent_comes_in_by_a_link_on_a_phone(visitor: Callable[..., Visitor], cast: Cast) -> None:
    path = issue_sign_in_link(person=cast.eli).replace("http://localhost:8000", "")
    page = visitor(width=360).open(path)
    check_accessible(page)
    page.locator("main button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(r"/today/$"))
    expect(page.locator("html")).to_have_attribute("lang", "es")


@pytest.mark.once
def test_a_passkey_is_made_and_leads_in(visitor: Callable[..., Visitor], cast: Cast) -> None:
    with_password(cast.ana)
    grant_role(by=None, person=cast.ana, organization=cast.lincoln, role=Role.COACH)
    somebody = visitor()
    page = somebody.open("/sign-in/?next=/settings/sign-in/passkeys/add/")
    device = somebody.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.get_by_label("E-mail address").fill("ana@riverbend.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Add a passkey")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    check_accessible(page)
    page.goto("/sign-out/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile(r"/today/$"))
