"""`./run test [PATH ...]`: all checks and all tests, or the named tests, on SQLite and on PostgreSQL.

Nothing can hang: every step has a limit. The last lines repeat how each step ended.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.browser.chromium import provide_chromium
from tests.postgres import find_postgres, private_postgres

PROJECT = Path(__file__).resolve().parent.parent
CHECK_SECONDS = 300
TEST_SECONDS = 1800
#: A migrated database on the tests' PostgreSQL; each process of the tests gets a copy.
TEMPLATE = "trellis_template"
#: What knows no database is tested once.
WITHOUT_DATABASE = "tests/stats"
ONCE = (WITHOUT_DATABASE, "tests/house", "tests/web/charts", "tests/browser/test_patterns.py")
MODULE = [sys.executable, "-m"]
CHECKS: list[tuple[str, list[str]]] = [
    ("types", [*MODULE, "mypy", "trellis", "tests"]),
    ("format", [*MODULE, "ruff", "format", "--check", "."]),
    ("lint", [*MODULE, "ruff", "check", "."]),
    ("walls", [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]),
    ("requirements", [*MODULE, "deptry", "."]),
    ("migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
]


@dataclass(frozen=True)
class Step:
    """How one step ended."""

    name: str
    passed: bool
    seconds: float
    closing: str

    def __str__(self) -> str:
        return (
            f"{'ok    ' if self.passed else 'FAILED'} {self.name:<22} {self.seconds:6.1f} s  {self.closing}"
        )


def run(name: str, words: list[str], environment: dict[str, str], limit: int, *, quiet: bool) -> Step:
    """Run one step, showing its output (only when it fails, if ``quiet``)."""
    print(f"--- {name}", flush=True)
    start = time.monotonic()
    lines: list[str] = []
    with subprocess.Popen(
        words, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        watch = _limit(process, limit)
        assert process.stdout
        for line in process.stdout:
            lines.append(line)
            if not quiet:
                print(line, end="", flush=True)
        code = process.wait()
        watch.terminate()
        watch.wait()
    if quiet and code:
        print("".join(lines), flush=True)
    seconds = time.monotonic() - start
    closing = next(
        (line.strip(" =\n") for line in reversed(lines) if re.search(r"\d (passed|failed|error)", line)), ""
    )
    if seconds >= limit:
        closing = f"stopped after {limit} s. {closing}"
    return Step(name, code == 0, seconds, closing)


def _limit(process: subprocess.Popen[str], seconds: int) -> subprocess.Popen[bytes]:
    """End the process after a time, from outside, so that a stuck step cannot stop its own limit."""
    program = (
        "import os, signal, sys, time; time.sleep(int(sys.argv[2])); pid = int(sys.argv[1]); "
        "os.kill(pid, signal.SIGTERM); time.sleep(10); os.kill(pid, signal.SIGKILL)"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, str(process.pid), str(seconds)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def pytest_step(name: str, words: list[str], environment: dict[str, str]) -> Step:
    """Run pytest on as many processes as the machine has, for whole runs."""
    whole = all(word.startswith("-") for word in words)
    several = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"] if whole else []
    options = ["-q", "-o", "faulthandler_timeout=240", *several, *words]
    return run(name, [*MODULE, "pytest", *options], environment, TEST_SECONDS, quiet=False)


def on_databases(words: list[str], environment: dict[str, str]) -> list[Step]:
    """Run pytest on the database that is named, else on SQLite and on a PostgreSQL of our own."""
    if environment.get("TRELLIS_DATABASE_URL"):
        return [pytest_step("tests", words, environment)]
    programs = find_postgres()
    if programs is None or (words and all(word.startswith(WITHOUT_DATABASE) for word in words)):
        only = [pytest_step("tests on SQLite", words, environment)]
        if programs is None:
            loud("NO POSTGRESQL >= 15 HERE: the tests ran on SQLite only.")
            is_enough = not environment.get("CI")
            only.append(Step("tests on PostgreSQL", is_enough, 0, "not run: no PostgreSQL >= 15"))
        return only
    # a home of its own: what the first run built must not change what pages offer in the second
    home = Path(environment["TRELLIS_HOME"]) / "second"
    home.mkdir(exist_ok=True)
    there = {**environment, "TRELLIS_HOME": str(home), "TRELLIS_TEST_TEMPLATE": TEMPLATE}
    if not words:
        there["TRELLIS_TESTS_AGAIN"] = "yes"
    steps: list[Step] = []
    try:
        with private_postgres(programs) as url, ThreadPoolExecutor(1) as aside:
            there["TRELLIS_DATABASE_URL"] = url
            template = aside.submit(prepare_template, url, there)
            steps.append(pytest_step("tests on SQLite", words, environment))
            template.result()
            again = words or [f"--ignore={path}" for path in ONCE]
            steps.append(pytest_step("tests on PostgreSQL", again, there))
    except RuntimeError as failure:
        steps = steps or [pytest_step("tests on SQLite", words, environment)]
        steps.append(Step("tests on PostgreSQL", False, 0, str(failure)))
    return steps


def prepare_template(url: str, environment: dict[str, str]) -> None:
    """Migrate one database, of which every process of the tests gets a copy.

    Raises:
        RuntimeError: if it cannot be made.
    """
    with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    migrated = subprocess.run(
        # without the checks: they refuse a server that is set for speed, which this one of an hour is
        [
            *(sys.executable, "manage.py", "migrate", "--skip-checks"),
            *("--settings", "trellis.config.settings_test", "-v", "0"),
        ],
        cwd=PROJECT,
        env={**environment, "TRELLIS_DATABASE_URL": f"{url.rpartition('/')[0]}/{TEMPLATE}"},
        capture_output=True,
        text=True,
        timeout=CHECK_SECONDS,
        check=False,
    )
    if migrated.returncode:
        raise RuntimeError(f"The tests' database could not be migrated: {migrated.stderr.strip()}")


def loud(sentence: str) -> None:
    """Say what must not be overlooked."""
    print(f"\n{'!' * 78}\n!! {sentence}\n{'!' * 78}\n", flush=True)


def main(words: list[str]) -> int:
    """Run everything, or pytest with the given words; return 0 only if all passed."""
    with tempfile.TemporaryDirectory(prefix="trellis-test-") as home:
        environment = {**os.environ, "TRELLIS_HOME": home}
        chromium = provide_chromium()
        if chromium:
            environment["CHROMIUM"] = chromium
        else:
            loud("NO CHROMIUM HERE and none could be fetched: browser tests do not run.")
        checks = [] if words else CHECKS
        # checking types takes a minute of one processor: it goes on beside the tests
        with ThreadPoolExecutor(1) as aside:
            typed = [
                aside.submit(run, *check, environment, CHECK_SECONDS, quiet=True) for check in checks[:1]
            ]
            steps = [run(*check, environment, CHECK_SECONDS, quiet=True) for check in checks[1:]]
            steps += on_databases(words, environment)
            steps[:0] = [step.result() for step in typed]
    print("\n" + "\n".join(str(step) for step in steps), flush=True)
    return 0 if all(step.passed for step in steps) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
