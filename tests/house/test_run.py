"""`./run` is POSIX sh, executable, and explains itself without setting anything up."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.source import PROJECT

RUN = PROJECT / "run"


def test_it_is_executable_and_its_syntax_is_sound() -> None:
    assert os.access(RUN, os.X_OK)
    assert os.access(PROJECT / ".ci" / "run", os.X_OK)
    assert RUN.read_text().startswith("#!/bin/sh\n")
    for shell in ("sh", "dash", "bash"):
        if shutil.which(shell):
            subprocess.run([shell, "-n", str(RUN)], check=True, timeout=20)


def test_help_needs_nothing(tmp_path: Path) -> None:
    """A copy alone, in an empty folder, with an empty environment."""
    alone = shutil.copy(RUN, tmp_path / "run")
    said = subprocess.run(
        ["/bin/sh", alone, "--help"],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    for word in ("./run test", "--stage", "--port", "--empty", "--fresh", "--database URL"):
        assert word in said.stdout
    assert not (tmp_path / ".trellis").exists()


def test_the_version_of_uv_is_the_locked_one() -> None:
    locked = (PROJECT / "requirements" / "uv.in").read_text().split("uv==")[1].split()[0]
    assert f"uv_version={locked}\n" in RUN.read_text()


def set_up_with(house: Path, **environment: str) -> tuple[list[str], str]:
    """Run a copy with a stand-in for uv; return the lists of packages it was given, and what was said."""
    log, uv = house / "log", house / "uv"
    log.unlink(missing_ok=True)
    uv.write_text(
        '#!/bin/sh\ncase "$1 $2" in\n'
        '"venv --quiet") for last; do :; done; mkdir -p "$last/bin"\n'
        f'  ln -sf "{sys.executable}" "$last/bin/python" ;;\n'
        f'"pip sync") for word; do case $word in *.txt) basename "$word" >>"{log}" ;; esac; done ;;\nesac\n'
    )
    uv.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", house / "run", "help"],
        env={"PATH": "/usr/bin:/bin", "UV": str(uv), "UV_PYTHON": sys.executable, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return (log.read_text().split() if log.exists() else []), done.stderr


def test_the_extra_is_brought_once_and_kept(tmp_path: Path) -> None:
    for name in ("run", ".python-version"):
        shutil.copy(PROJECT / name, tmp_path / name)
    shutil.copytree(PROJECT / "requirements", tmp_path / "requirements")
    assert set_up_with(tmp_path, TRELLIS_EXTRA="moon")[1].startswith("TRELLIS_EXTRA names no list")
    assert set_up_with(tmp_path)[0] == ["runtime.txt"]
    assert set_up_with(tmp_path)[0] == []
    assert set_up_with(tmp_path, TRELLIS_EXTRA="scale")[0] == ["runtime.txt", "scale.txt"]
    assert set_up_with(tmp_path)[0] == []
    with (tmp_path / "requirements" / "runtime.txt").open("a") as lock:
        lock.write("# newer\n")
    assert set_up_with(tmp_path)[0] == ["runtime.txt", "scale.txt"]
