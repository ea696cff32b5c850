"""The pattern gallery: every component draws with nothing undefined, and only in development."""

import gzip
import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.fixture
def page(client: Client) -> str:
    response = client.get("/patterns")
    assert response.status_code == 200
    return response.content.decode()


def test_every_id_is_unique_and_every_reference_leads_somewhere(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for attribute in ("aria-labelledby", "aria-describedby", "popovertarget", "for"):
        for value in re.findall(rf'\s{attribute}="([^"]+)"', page):
            for word in value.split():
                assert word in ids, f"{attribute}={word} leads nowhere"


def test_the_page_has_one_heading_and_the_landmarks(page: str) -> None:
    assert page.count("<h1>") == 1
    for landmark in ('<main class="page" id="main"', "<header", "<footer", 'class="skip" href="#main"'):
        assert landmark in page


def test_nothing_inline_that_the_content_policy_refuses(page: str) -> None:
    assert not re.search(r"\sstyle=", page)
    assert not re.search(r"\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert "<style" not in page


def test_actions_inside_a_component_stay_markup(page: str) -> None:
    assert "&lt;button" not in page
    assert "&lt;a " not in page


def test_chips_do_not_break_paragraphs(page: str) -> None:
    assert not re.search(r"<p(?:\s[^>]*)?>(?:(?!</p>).)*<(?:div|ul|p)[\s>]", page, re.DOTALL)


def test_a_wrong_form_says_what_and_keeps_what_was_written(client: Client) -> None:
    response = client.post("/patterns", {"goal": "Ours", "first_use": "31 November"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "November has 30 days." in page
    assert 'value="31 November"' in page
    assert 'aria-describedby="id_first_use_helptext id_first_use_error"' in page
    assert '<a href="#id_first_use">' in page


def test_the_gallery_is_closed_outside_development(client: Client, settings: Settings) -> None:
    settings.DEVELOPMENT = False
    assert client.get("/patterns").status_code == 404


def test_a_page_for_paper_brings_no_scripts_and_no_navigation(client: Client) -> None:
    page = client.get("/patterns?paper=yes").content.decode()
    assert "<script" not in page
    assert '<nav aria-label="Main"' not in page
    assert page.count("<h1>") == 1


def test_the_whole_gallery_stays_light(page: str) -> None:
    assert len(gzip.compress(page.encode())) < 20_000
