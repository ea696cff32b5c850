"""Runs a module in a child process with limits, so that a hostile file can only hurt the child."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


class ChildFailed(Exception):
    """The child did not come to an end in order. ``reason``: time, memory, output, or failed."""

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or reason)
        self.reason = reason


def _limits(seconds: int, memory: int) -> Callable[[], None]:
    def set_limits() -> None:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        try:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        except (ValueError, OSError):  # macOS knows no limit of the address space
            return

    return set_limits


def run_in_child(
    module: str,
    arguments: Sequence[str],
    *,
    seconds: int = 10,
    memory: int = 400 * 1024 * 1024,
    output: int = 64 * 1024 * 1024,
) -> bytes:
    """Run ``python -m module arguments…`` and return what it wrote to standard output.

    The child gets no environment of ours (no secrets, no database address), cannot write files, and ends
    after ``seconds`` of processor time, twice that on the clock, or beyond ``memory`` bytes.

    Raises:
        ChildFailed: when it went over a limit or ended with an error.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        env={"PATH": os.defpath, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"},
        preexec_fn=_limits(seconds, memory),
    )
    try:
        content, _ = process.communicate(timeout=seconds * 2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise ChildFailed("time") from None
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ChildFailed("time")
    if process.returncode == 77:
        raise ChildFailed("memory")
    if process.returncode != 0:
        raise ChildFailed("failed")
    if len(content) > output:
        raise ChildFailed("output")
    return content
