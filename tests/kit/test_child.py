"""A child process cannot outgrow its limits."""

import sys
from pathlib import Path

import pytest

from trellis.kit import child
from trellis.kit.child import ChildFailed, run_in_child


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules the child can run."""
    monkeypatch.setattr(child, "PROJECT", tmp_path)
    return tmp_path


def test_what_the_child_prints_comes_back(module: Path) -> None:
    (module / "echo.py").write_text("import sys; print(sys.argv[1])")
    assert run_in_child("echo", ["hello"]) == b"hello\n"


def test_the_child_has_no_environment_of_ours(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_SECRET_KEY", "a secret")
    (module / "env.py").write_text("import os; print('TRELLIS_SECRET_KEY' in os.environ)")
    assert run_in_child("env", []) == b"False\n"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("while True: pass", "time"),
        ("raise SystemExit(77)", "memory"),
        ("raise ValueError", "failed"),
        ("print('x' * 5000)", "output"),
        ("with open('made.txt', 'w') as file: file.write('x' * 10)", "failed"),
    ],
)
def test_a_child_that_goes_too_far_is_ended(module: Path, source: str, reason: str) -> None:
    (module / "bad.py").write_text(source)
    with pytest.raises(ChildFailed) as failure:
        run_in_child("bad", [], seconds=1, output=1000)
    assert failure.value.reason == reason


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS knows no limit of the address space")
def test_memory_is_bounded(module: Path) -> None:
    (module / "big.py").write_text(
        "import sys\ntry:\n    b'x' * 10**9\nexcept MemoryError:\n    sys.exit(77)"
    )
    with pytest.raises(ChildFailed) as failure:
        run_in_child("big", [])
    assert failure.value.reason == "memory"
