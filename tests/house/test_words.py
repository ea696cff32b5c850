"""Words and paths that have no place in the project."""

import re
from pathlib import Path

import pytest

from tests.house.source import PROJECT, files, modules, name_of

TEXT = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".in",
    ".txt",
    ".sh",
    ".po",
    ".json",
    ".yml",
    ".cfg",
    "",
}
# written so that this file does not hold them itself
FORBIDDEN = re.compile(
    r"(?<![\w.])/(?:w[o]rk|f[a]rm)/|(?<![\w.])/r[o]ot/|registry\.n[p]mjs|python[h]osted|py[p]i\.org|deb\.d[e]bian|\bsub-?[a]gents?\b"
)
UNFINISHED = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X|raise NotImplemented[E]rror|coming [s]oon)\b")
NO_NAMES = {"utils", "helpers", "common", "misc"}
#: What must never be promised to anyone (trust, rule 6).
PROMISES = re.compile(
    r"\b(?:is|are|stays?|remains?|completely|fully) (?:private|confidential|anonymous)\b", re.IGNORECASE
)


def texts() -> list[Path]:
    return [path for path in files() if path.suffix in TEXT and path.stat().st_size < 2_000_000]


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    lines: list[str] = []
    for path in paths:
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        lines += [f"{name_of(path)}: {match[0]}" for match in pattern.finditer(text)]
    return lines


def test_no_path_or_host_of_somebodys_machine() -> None:
    assert found(FORBIDDEN, texts()) == []


def test_nothing_unfinished() -> None:
    assert found(UNFINISHED, [path for path in texts() if name_of(path).startswith("trellis/")]) == []


def test_no_drawer_for_everything() -> None:
    assert [name_of(path) for path in modules("trellis") if NO_NAMES & {path.stem, path.parent.name}] == []


def test_pages_promise_no_secrecy() -> None:
    pages = [
        path for path in texts() if name_of(path).startswith("trellis/") and path.suffix in {".html", ".po"}
    ]
    assert found(PROMISES, pages) == []


@pytest.mark.parametrize("name", ["runtime", "test", "scale", "uv"])
def test_locks_name_hashes_and_no_index(name: str) -> None:
    lock = (PROJECT / "requirements" / f"{name}.txt").read_text()
    assert "--hash=sha256:" in lock
    assert "--index-url" not in lock
    assert "http" not in re.sub(r"# via.*", "", lock).replace("httpcore", "").replace("httpx", "").replace(
        "httptools", ""
    )


def test_tests_run_with_the_versions_of_the_product() -> None:
    def pins(name: str) -> dict[str, str]:
        text = (PROJECT / "requirements" / f"{name}.txt").read_text()
        return dict(re.findall(r"^([\w.\-\[\],]+)==(\S+)", text, re.MULTILINE))

    tested, scaled = pins("test"), pins("scale")
    assert {name: version for name, version in pins("runtime").items() if tested.get(name) != version} == {}
    assert {name: version for name, version in scaled.items() if tested.get(name, version) != version} == {}
