"""The OpenAPI document says what is there, and the guide says the same."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.house.source import PROJECT
from trellis.api.document import document
from trellis.people.tokens.words import SCOPE_OF, Read, Scope

GUIDE = PROJECT / "docs" / "guide" / "api.md"


def operations() -> dict[str, dict[str, Any]]:
    return {path: methods["get"] for path, methods in document()["paths"].items()}


def test_the_document_is_open_and_the_same_for_everyone(db: None) -> None:
    first = Client().get("/api/v1/openapi.json")
    other = Client().get("/api/v1/openapi.json", headers={"accept-language": "es"})
    assert first.json() == document() == other.json()
    assert first["Content-Type"] == "application/json"
    assert document()["openapi"].startswith("3.1")


def test_every_address_only_reads_and_declares_every_problem() -> None:
    assert {"/".join(sorted(methods)) for methods in document()["paths"].values()} == {"get"}
    assert len(operations()) == len(Read)
    for path, operation in operations().items():
        responses = operation["responses"]
        assert set(map(int, responses)) == {200, 400, 401, 403, 404, 405, 409, 422, 429}, path
        for status, response in responses.items():
            kind = "application/json" if int(status) == 200 else "application/problem+json"
            assert list(response["content"]) == [kind], (path, status)


def test_scopes_stand_at_every_address() -> None:
    for operation in operations().values():
        scope = SCOPE_OF[Read(operation["operationId"])]
        assert operation["security"] == [{"Token": [scope] if scope else []}]
    assert document()["components"]["securitySchemes"]["Token"] == {"type": "http", "scheme": "bearer"}


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(document())
    named = set(re.findall(r"#/components/schemas/(\w+)", text))
    assert named <= set(document()["components"]["schemas"])
    assert not re.search(r"https?://", text), "nothing is fetched from elsewhere"


def test_no_student_and_no_notes_have_a_shape() -> None:
    names = {
        field
        for shape in document()["components"]["schemas"].values()
        for field in shape.get("properties", {})
    }
    assert not names & {"student", "students", "notes", "results", "email", "contact_email", "phone"}
    assert "student_goal" in names


def test_the_guide_lists_the_same_addresses_and_scopes() -> None:
    rows = re.findall(r"^\| `(/api/v1/[^`]*)` \| (.*?) \|", GUIDE.read_text(), re.MULTILINE)
    wanted = {
        path: f"`{SCOPE_OF[Read(operation['operationId'])]}`"
        if SCOPE_OF[Read(operation["operationId"])]
        else "none"
        for path, operation in operations().items()
    }
    assert dict(rows) == wanted


@pytest.mark.parametrize("scope", Scope)
def test_the_guide_says_every_scope_in_words(scope: Scope) -> None:
    assert f"| `{scope.value}` |" in GUIDE.read_text()


def test_the_examples_of_the_guide_ask_for_what_is_there(db: None) -> None:
    asked = re.findall(r"\$TRELLIS(/api/v1/[^\s?\"']*)", GUIDE.read_text())
    assert len(asked) >= 3
    for path in asked:
        assert Client().get(path).status_code in {200, 401}, path
