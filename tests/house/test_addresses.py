"""One string for one thing: address name, view, template and test."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.source import PROJECT, files, name_of, templates


def ours(resolver: URLResolver | None = None) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found += ours(entry)
        elif str(getattr(entry.callback, "__module__", "")).startswith("trellis."):
            found.append(entry)
    return found


def slices_of_pages() -> set[str]:
    modules = {str(pattern.callback.__module__) for pattern in PATTERNS}
    return {module.split(".")[2] for module in modules if module.startswith("trellis.web.")}


PATTERNS = ours()
#: Pages that a view shows in another state than its own (refused, sent, out of reach) or that another page
#: takes in; the list only gets shorter.
OTHER_STATES = {
    "trellis/web/templates/sign_in/languages.html",
    "trellis/web/templates/sign_in/locked_out.html",
    "trellis/web/templates/sign_in/not_invited.html",
    "trellis/web/templates/sign_in/sign_in_link_asked.html",
    "trellis/web/templates/who_can_see/policy_in_force.html",
}


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.name))
def test_an_address_is_called_as_its_view(pattern: URLPattern) -> None:
    assert pattern.name, f"{pattern.pattern} has no name"
    view = getattr(pattern.callback, "view_class", pattern.callback).__name__
    assert pattern.name.replace("-", "_") == view, f"address {pattern.name}, view {view}"


def test_names_are_there_and_once() -> None:
    names = [pattern.name for pattern in PATTERNS]
    assert len(names) > 5
    doubled = {
        name
        for name in names
        if names.count(name) > 1 and len({p.callback for p in PATTERNS if p.name == name}) > 1
    }
    assert not doubled


def test_a_template_of_a_view_is_called_as_the_view() -> None:
    """A page of the slice `meetings` for `schedule_meeting` is `meetings/schedule_meeting.html`."""
    views = {pattern.callback.__name__ for pattern in PATTERNS}
    slices = slices_of_pages()
    pages = {
        path
        for path in templates()
        if path.parent.name in slices and not path.name.startswith("_") and path.suffix == ".html"
    }
    strangers = sorted(
        name_of(path) for path in pages if path.stem not in views and name_of(path) not in OTHER_STATES
    )
    assert not strangers, f"Pages that belong to no view (begin the name of a partial with _): {strangers}"


def test_every_slice_of_pages_has_tests() -> None:
    slices = slices_of_pages()
    names = {name_of(path) for path in files()}
    untested = [
        s
        for s in slices
        if not any(n.startswith((f"tests/web/{s}/test_", f"tests/web/test_{s}")) for n in names)
    ]
    assert not untested, untested
    assert (PROJECT / "trellis" / "web").is_dir()
