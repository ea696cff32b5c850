"""Where a Chromium is on this machine, and how to get one where there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge")
MAC_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
INSTALL_SECONDS = 300


def _candidates() -> Iterator[str]:
    yield os.environ.get("CHROMIUM", "")
    for name in NAMES:
        yield shutil.which(name) or ""
    yield from MAC_APPLICATIONS
    caches = [
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""),
        str(Path.home() / ".cache" / "ms-playwright"),
        str(Path.home() / "Library" / "Caches" / "ms-playwright"),
    ]
    for cache in caches:
        if cache and Path(cache).is_dir():
            for pattern in (
                "chromium-*/chrome-linux*/chrome",
                "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
            ):
                yield from sorted((str(found) for found in Path(cache).glob(pattern)), reverse=True)


def _starts(program: str) -> bool:
    if not program or not os.access(program, os.X_OK):
        return False
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find_chromium() -> str | None:
    """Return the first Chromium that starts; nothing if there is none."""
    return next((program for program in _candidates() if _starts(program)), None)


def _try(words: list[str]) -> None:
    print(f"No Chromium yet; trying: {' '.join(words)}", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(words, capture_output=True, timeout=INSTALL_SECONDS, check=False, env=environment)
    except (OSError, subprocess.TimeoutExpired) as failure:
        print(f"That did not work: {failure}", file=sys.stderr)


def provide_chromium() -> str | None:
    """Return a Chromium, fetched by Playwright or (as root on Debian) by apt if there is none yet."""
    found = find_chromium()
    if found:
        return found
    _try([sys.executable, "-m", "playwright", "install", "chromium"])
    found = find_chromium()
    if found is None and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _try(["apt-get", "update", "-q"])
        _try(["apt-get", "install", "-qy", "--no-install-recommends", "chromium"])
        found = find_chromium()
    return found
