"""Results files: rows a second, end to end, on the database that the settings name.

``python -m bench results`` makes a state file with one row a student, subject and year, and imports it twice;
TRELLIS_BENCH_RESULTS=368301 names its size.
"""

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.imports import _MEASURED
from bench.rows import Row

#: Goal: 368,301 rows in a minute on 2 cores.
ROWS_A_SECOND, START_SECONDS = 6_200, 5.0
YEARS, SUBJECTS = 3, ("MATHEMATICS", "READING")
_ROSTER = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "trellis.config.settings"
django.setup()
from django.db import transaction
from trellis.evidence.roster.models import Student, StudentIdentifier
from trellis.people.places.operations import found_organization
home = found_organization(by=None, kind="district", name="District")
school = found_organization(by=None, kind="school", name="School", parent=home)
numbers = [line.strip() for line in open(sys.argv[1])]
with transaction.atomic():
    made = Student.objects.bulk_create(
        [Student(given_name="Stu", family_name=n, school=school) for n in numbers], batch_size=2000
    )
    StudentIdentifier.objects.bulk_create(
        [StudentIdentifier(student=one, system="state", value=n) for one, n in zip(made, numbers)],
        batch_size=2000,
    )
"""


def write_file(path: Path, numbers: Path, rows: int) -> int:
    """Write a state file and the numbers of its students; return how many rows it has."""
    students = max(1, rows // (YEARS * len(SUBJECTS)))
    chance = random.Random(1)
    numbers.write_text("\n".join(f"{1_000_000 + n}" for n in range(students)))
    with gzip.open(path, "wt", compresslevel=1) as text:
        text.write(
            "VALID_CASE,CONTENT_AREA,YEAR,ID,LAST_NAME,FIRST_NAME,GRADE,SCALE_SCORE,ACHIEVEMENT_LEVEL\n"
        )
        for n in range(students):
            for year in range(YEARS):
                for subject in SUBJECTS:
                    score = chance.randint(300, 700)
                    text.write(
                        f"VALID_CASE,{subject},{2022 + year}_{2023 + year},{1_000_000 + n},Name,Stu,"
                        f"{3 + year},{score}.0,{'Proficient' if score > 480 else 'Partially Proficient'}\n"
                    )
    return students * YEARS * len(SUBJECTS)


def run() -> list[Row]:
    """Import the size that the environment names, first and again."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path, numbers = Path(folder) / "state.csv.gz", Path(folder) / "numbers.txt"
        rows = write_file(path, numbers, int(os.environ.get("TRELLIS_BENCH_RESULTS", "24000")))
        environment = dict(os.environ, TRELLIS_HOME=folder, DJANGO_SETTINGS_MODULE="trellis.config.settings")
        environment.setdefault("TRELLIS_DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        python = [sys.executable]
        subprocess.run(
            [*python, "-m", "trellis.cli", "migrate"], env=environment, check=True, capture_output=True
        )
        subprocess.run([*python, "-c", _ROSTER, str(numbers)], env=environment, check=True)
        for what, state in (("first", "applied"), ("again", "unchanged")):
            started = time.perf_counter()
            done = subprocess.run(
                [*python, "-c", _MEASURED, "import", "assessment", str(path), "--approve", "--json"],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            seconds = time.perf_counter() - started
            report = json.loads(done.stdout)
            if report["state"] != state:
                raise AssertionError(f"{what}: {report['state']} {report['held_because']}")
            peak = int(done.stderr.strip().splitlines()[-1]) // 1024
            note = f"{rows:,} rows, {rows / seconds:,.0f} rows/s, both processes {peak} MB at most"
            goal = START_SECONDS + rows / ROWS_A_SECOND
            found.append(Row(f"results, {what}", seconds, None, "", None, goal, note))
    return found
