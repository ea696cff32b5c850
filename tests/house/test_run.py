"""`./run` is POSIX sh, executable, and explains itself without setting anything up."""

import os
import shutil
import subprocess
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
