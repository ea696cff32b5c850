"""``python -m bench [NAME ...]``: run every bench, or those named (``stats``, ``stats.spc``, ``honesty``)."""

import importlib
import pkgutil
import sys

import bench


def modules(names: list[str]) -> list[str]:
    """Every module under bench with a ``run``, or those below one of the names, sorted."""
    found = sorted(m.name for m in pkgutil.walk_packages(bench.__path__, "bench.") if not m.ispkg)
    wanted = [f"bench.{name}" for name in names]
    if not names:
        return found
    return [name for name in found if any(name == want or name.startswith(f"{want}.") for want in wanted)]


def main() -> int:
    """Print one line for each row; 1 if a measurable goal was missed, 2 for an unknown name."""
    chosen = modules(sys.argv[1:])
    if not chosen:
        print(f"There is no bench named {', '.join(sys.argv[1:])}.", file=sys.stderr)
        return 2
    missed = 0
    for name in chosen:
        if name == "bench.__main__":
            continue
        run = getattr(importlib.import_module(name), "run", None)
        if run is None:
            continue
        print(f"\n{name.removeprefix('bench.')}")
        for row in run():
            print(f"  {row.line()}", flush=True)
            missed += row.met is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
