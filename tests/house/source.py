"""What the tests of the house read: the files that are committed or would be."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project that git keeps or would keep."""
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode == 0:
        names = [name for name in said.stdout.split("\0") if name]
    else:  # an unpacked archive
        skipped = {".trellis", "node_modules", "__pycache__", ".git", "test-results"}
        names = [
            str(path.relative_to(PROJECT))
            for path in PROJECT.rglob("*")
            if path.is_file() and not skipped & set(path.parts)
        ]
    return tuple(sorted(PROJECT / name for name in names if (PROJECT / name).is_file()))


def name_of(path: Path) -> str:
    """Return a path as people write it, from the top of the project."""
    return path.relative_to(PROJECT).as_posix()


def modules(folder: str = "trellis") -> list[Path]:
    """Return the Python modules of a folder, without migrations."""
    return [
        path
        for path in files()
        if path.suffix == ".py" and name_of(path).startswith(f"{folder}/") and "migrations" not in path.parts
    ]


def templates() -> list[Path]:
    """Return the templates of the product."""
    return [
        path for path in files() if "/templates/" in name_of(path) and name_of(path).startswith("trellis/")
    ]


@cache
def tree(path: Path) -> ast.Module:
    """Return the parsed module."""
    return ast.parse(path.read_text(), filename=str(path))


def functions(path: Path) -> Iterator[tuple[str, Function]]:
    """Yield every function of a module with its name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node


def length(node: Function) -> int:
    """Return how many lines a function has, without its docstring and decorators."""
    first = node.body[0]
    has_docstring = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if has_docstring else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - docstring
