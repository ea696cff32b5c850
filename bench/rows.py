"""What a benchmark reports: a row for each piece of work, ours and a peer's in the same run."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Limit:
    """Something counted that has a most: queries, bytes."""

    what: str
    value: int
    most: int

    @property
    def kept(self) -> bool:
        """Whether it stays within."""
        return self.value <= self.most

    def words(self) -> str:
        """Say it, and loudly when it is too much."""
        return f"{self.value:,} {self.what} (<= {self.most:,}: {'met' if self.kept else 'MISSED'})"


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds of ours and of the peer (None where it is absent), and the goal: times faster, or seconds."""

    what: str
    ours: float
    peer: float | None
    peer_name: str
    goal_times: float | None = None
    goal_seconds: float | None = None
    note: str = ""
    limits: Sequence[Limit] = ()

    @property
    def times(self) -> float | None:
        """How many times faster than the peer."""
        return None if self.peer is None else self.peer / self.ours

    @property
    def met(self) -> bool | None:
        """Whether every goal that could be measured was met; None where none could."""
        verdicts = [limit.kept for limit in self.limits]
        if self.goal_times is not None and self.times is not None:
            verdicts.append(self.times >= self.goal_times)
        if self.goal_seconds is not None:
            verdicts.append(self.ours <= self.goal_seconds)
        return all(verdicts) if verdicts else None

    def line(self) -> str:
        """One line for a report."""
        peer = (
            f"{self.peer_name} {self.peer:.4g} s, {self.times:,.0f} x"
            if self.peer
            else f"no {self.peer_name}"
        )
        goals = [f">= {self.goal_times:g} x"] if self.goal_times is not None else []
        goals += [f"<= {self.goal_seconds:g} s"] if self.goal_seconds is not None else []
        timely = Row(self.what, self.ours, self.peer, "", self.goal_times, self.goal_seconds).met
        verdict = {True: "met", False: "MISSED", None: "not measured"}[timely]
        goal = f"goal {', '.join(goals)}: {verdict}" if goals else ""
        limits = ", ".join(limit.words() for limit in self.limits)
        parts = (f"{self.what}: {self.ours:.4g} s", peer, goal, limits, self.note)
        return "; ".join(part for part in parts if part)


def seconds(work: Callable[[], object], *, repeats: int = 3) -> float:
    """The best of several runs, after one that warms up."""
    work()
    best = float("inf")
    for _ in range(repeats):
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
    return best


def r_seconds(script: str, packages: Sequence[str]) -> dict[str, float] | None:
    """Run R code that prints lines ``name seconds``; None (with a line) without R or one of the packages."""
    if shutil.which("Rscript") is None:
        print("R is not here: the comparison is skipped")
        return None
    check = "; ".join(f"stopifnot(requireNamespace('{name}', quietly=TRUE))" for name in packages)
    if subprocess.run(["Rscript", "-e", check], capture_output=True, check=False).returncode != 0:
        print(f"R has not all of {', '.join(packages)}: the comparison is skipped")
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.R"
        path.write_text(script)
        done = subprocess.run(["Rscript", str(path)], capture_output=True, text=True, check=True, timeout=900)
    pairs = (line.split() for line in done.stdout.splitlines() if line.startswith("@"))
    return {name[1:]: float(value) for name, value in pairs}
