"""`trellis build`: made once, anew when the lock changes; a clear sentence where it cannot be made."""

import json
import re
import shutil
from pathlib import Path

import pytest

from trellis.cli import build
from trellis.practice.meetings.words import NOTES_SCHEMA

WOFF2 = b"wOF2 a type face"


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Stand in for npm and esbuild: lay down the files the build takes, and note each call of npm."""
    calls: list[Path] = []

    def install(call: list[str], folder: Path) -> None:
        calls.append(folder)
        for name in build.LOCKS:
            assert (folder / name).exists()
        (folder / "node_modules" / build.WOFF2).parent.mkdir(parents=True)
        (folder / "node_modules" / build.WOFF2).write_bytes(WOFF2)
        (folder / "node_modules" / build.FONT / "LICENSE").write_text("OFL")

    def bundle(call: list[str], packages: Path, to: Path) -> None:
        assert (packages / build.WOFF2).exists()
        to.write_text("an editor")

    monkeypatch.setattr(build, "_install", install)
    monkeypatch.setattr(build, "_bundle", bundle)
    monkeypatch.setattr(build, "npm", lambda: ["npm"])
    return calls


def test_a_build_is_made_once(tmp_path: Path, installs: list[Path]) -> None:
    assert build.build(tmp_path) is True
    assert build.build(tmp_path) is False
    assert len(installs) == 1
    assert (tmp_path / "fonts" / "atkinson-latin.woff2").read_bytes() == WOFF2
    assert 'url("atkinson-latin.woff2")' in (tmp_path / "fonts" / "fonts.css").read_text()
    assert (tmp_path / "editor" / "notes.js").read_text() == "an editor"
    assert not list(tmp_path.rglob("node_modules"))


def test_a_changed_lock_makes_it_anew(
    tmp_path: Path, installs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    build.build(tmp_path)
    copy = tmp_path / "root"
    copy.mkdir()
    for name in build.LOCKS:
        shutil.copy(build.ROOT / name, copy)
    with (copy / "package-lock.json").open("a") as lock:
        lock.write("\n")
    monkeypatch.setattr(build, "ROOT", copy)
    assert build.build(tmp_path) is True
    assert len(installs) == 2


def test_changed_source_is_bundled_anew_without_npm(
    tmp_path: Path, installs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    build.build(tmp_path / "build")
    copy = tmp_path / "editor"
    shutil.copytree(build.SOURCE, copy)
    (copy / "more.js").write_text("export const more = 1;\n")
    monkeypatch.setattr(build, "SOURCE", copy)
    assert build.build(tmp_path / "build") is True
    assert len(installs) == 1


def test_the_editor_s_source_and_the_server_mean_the_same_structure() -> None:
    said = re.search(r"export const SCHEMA = (\d+);", (build.SOURCE / "schema.js").read_text())
    assert said
    assert int(said[1]) == NOTES_SCHEMA


def test_without_node_the_pages_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    assert build.main([]) == 0
    assert "there is no Node.js here. The pages use the system's own type face" in capsys.readouterr().err
    assert (tmp_path / "build").is_dir()
    assert build.main(["--strict"]) == 1


def test_npm_that_fails_is_told_in_its_own_words(tmp_path: Path) -> None:
    script = tmp_path / "npm"
    script.write_text("#!/bin/sh\necho 'E404 no such package' >&2\nexit 1\n")
    script.chmod(0o755)
    with pytest.raises(build.BuildFailed, match="npm failed: E404 no such package"):
        build._install([str(script)], tmp_path)


def test_the_committed_lock_is_exact_and_names_no_host() -> None:
    lock = (build.ROOT / "package-lock.json").read_text()
    wanted = json.loads((build.ROOT / "package.json").read_text())["dependencies"]
    packages = json.loads(lock)["packages"]
    assert not re.search(r"https?://", lock)
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version
        assert packages[f"node_modules/{name}"]["integrity"].startswith("sha512-")
