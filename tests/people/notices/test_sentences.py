"""Every kind of notice that the code tells has its sentence, and no path of the code tells a supervisor."""

import ast
from collections.abc import Iterator
from pathlib import Path

import trellis
from trellis.people.access.words import SCHOOL_LEADER_ROLES
from trellis.people.notices.queries import registered_sentences

ROOT = Path(trellis.__file__).parent


def calls_of_tell() -> Iterator[tuple[Path, ast.Call]]:
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                keywords = {keyword.arg for keyword in node.keywords}
                if name == "tell" and {"people", "kind"} <= keywords:
                    yield path, node


def kinds_of(call: ast.Call) -> Iterator[str]:
    kind = next(keyword.value for keyword in call.keywords if keyword.arg == "kind")
    if isinstance(kind, ast.JoinedStr):  # f"role.{verb}"
        stem = next(part.value for part in kind.values if isinstance(part, ast.Constant))
        assert any(known.startswith(str(stem)) for known in registered_sentences()), stem
        return
    found = [node.value for node in ast.walk(kind) if isinstance(node, ast.Constant)]
    texts = [text for text in found if isinstance(text, str) and "." in text]
    assert texts, ast.dump(kind)
    yield from texts


def test_every_kind_has_a_sentence() -> None:
    calls = list(calls_of_tell())
    assert len(calls) > 8
    for path, call in calls:
        for kind in kinds_of(call):
            assert kind in registered_sentences(), f"{path}: {kind} has no sentence"


def test_S2_15_no_notice_is_addressed_by_a_supervisors_role() -> None:
    """Promises and practice stay among peers: nothing looks a leader up to tell them.

    The receivers of every notice are read from the code. Roles of leaders must not appear there, nor in any
    query that feeds them, outside the two administrative kinds that say so.
    """
    leaders = {"people_with_role", "SCHOOL_LEADER_ROLES", "DISTRICT_LEADER_ROLES", "PRINCIPAL"}
    assert SCHOOL_LEADER_ROLES
    for path, call in calls_of_tell():
        people = next(keyword.value for keyword in call.keywords if keyword.arg == "people")
        names = {node.id for node in ast.walk(people) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(people) if isinstance(node, ast.Attribute)}
        assert not names & leaders, f"{path}:{call.lineno}"
