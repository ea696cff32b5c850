"""Roster imports: rows a second and peak memory, end to end, on the database that the settings name.

``python -m bench imports`` takes 1,000 students; TRELLIS_BENCH_STUDENTS=1400000 names another size.
The package is streamed to disk, a fresh database is made, and the import runs in a process of its own; its
peak memory is measured together with that of the reading process.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row

PLACES = 7
#: Goal: 20,000 rows a second on 2 cores; the start of Python and of the database counts for small packages.
ROWS_A_SECOND, START_SECONDS = 20_000, 5.0
ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"
SESSIONS = "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear"
COURSES = "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes"  # noqa: E501
CLASSES = (
    "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds,subjects,subjectCodes,periods"
)
USERS = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
)
ENROLLMENTS = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate"  # noqa: E501
FILES = ("academicSessions", "orgs", "courses", "classes", "users", "enrollments")


def lines_of(file: str, students: int) -> Iterator[list[object]]:
    """Yield the header and the rows of a file of a district of this size: a guardian each, 25 in a class."""
    schools, classes = max(1, students // 560), max(1, students * PLACES // 25)
    if file == "orgs":
        yield [*ORGS.split(",")]
        yield ["d", "", "", "District", "district", "", ""]
        yield from ([f"o{n}", "", "", f"School {n}", "school", n, "d"] for n in range(schools))
    elif file == "academicSessions":
        yield [*SESSIONS.split(",")]
        yield ["y", "", "", "Year", "schoolYear", "2026-08-15", "2027-06-10", "", 2027]
    elif file == "courses":
        yield [*COURSES.split(",")]
        yield ["c", "", "", "y", "Mathematics", "M", "04", "d", "", ""]
    elif file == "classes":
        yield [*CLASSES.split(",")]
        for n in range(classes):
            yield [
                f"k{n}",
                "",
                "",
                f"Class {n}",
                "04",
                "c",
                "",
                "scheduled",
                "",
                f"o{n % schools}",
                "y",
                "",
                "",
                "",
            ]
    elif file == "users":
        yield [*USERS.split(",")]
        for n in range(students // 14 + 1):
            yield [
                f"t{n}",
                "",
                "",
                "true",
                f"o{n % schools}",
                "teacher",
                f"t{n}",
                "",
                "Tea",
                f"Cher{n}",
                *["", "", f"t{n}@schools.example"],
                *[""] * 5,
            ]
        for n in range(students):
            school = f"o{n % schools}"
            yield [
                f"s{n}",
                "",
                "",
                "true",
                school,
                "student",
                f"s{n}",
                "",
                "Stu",
                f"Dent{n}",
                "",
                n,
                f"s{n}@students.example",
                "",
                "",
                f"g{n}",
                "04",
                "",
            ]
            yield [
                *[f"g{n}", "", "", "true", school, "guardian", f"g{n}", "", "Guar", f"Dian{n}"],
                *["", "", f"g{n}@homes.example"],
                *[""] * 5,
            ]
    else:
        yield [*ENROLLMENTS.split(",")]
        for n in range(classes):
            yield [
                f"t-{n}",
                "",
                "",
                f"k{n}",
                f"o{n % schools}",
                f"t{n % (students // 14 + 1)}",
                "teacher",
                "true",
                "",
                "",
            ]
        for n in range(students * PLACES):
            yield [
                f"e{n}",
                "",
                "",
                f"k{n % classes}",
                f"o{n % schools}",
                f"s{n % students}",
                "student",
                "",
                "",
                "",
            ]


def write_package(path: Path, students: int) -> int:
    """Write the zip without holding it in memory; return how many rows it has."""
    rows = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        said = "".join(f"file.{file},bulk\n" for file in FILES)
        archive.writestr(
            "manifest.csv", f"propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n{said}"
        )
        for file in FILES:
            with (
                archive.open(f"{file}.csv", "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, "utf-8", newline="") as text,
            ):
                writer = csv.writer(text)
                for line in lines_of(file, students):
                    writer.writerow(line)
                    rows += 1
                rows -= 1
    return rows


_MEASURED = """
import resource, sys
from trellis.cli.main import main
code = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""  # noqa: E501


def measure(students: int) -> list[Row]:
    """Import a generated package twice, changed nothing in between; return seconds, with rows/s and memory."""  # noqa: E501
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.zip"
        rows = write_package(path, students)
        environment = dict(os.environ, TRELLIS_HOME=folder, DJANGO_SETTINGS_MODULE="trellis.config.settings")
        if not environment.get("TRELLIS_DATABASE_URL"):
            environment["TRELLIS_DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        subprocess.run(
            [sys.executable, "-m", "trellis.cli", "migrate"], env=environment, check=True, capture_output=True
        )
        engine = environment["TRELLIS_DATABASE_URL"].partition(":")[0]
        for what in ("first", "again"):
            started = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", _MEASURED, "import", "oneroster", str(path), "--approve", "--json"],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            seconds = time.perf_counter() - started
            report = json.loads(done.stdout)
            expected = "applied" if what == "first" else "unchanged"
            if report["state"] != expected:
                raise AssertionError(f"{what}: {report['state']} {report['held_because']}")
            peak = int(done.stderr.strip().splitlines()[-1]) // 1024
            note = f"{rows:,} rows, {rows / seconds:,.0f} rows/s, both processes {peak} MB at most"
            goal = START_SECONDS + rows / ROWS_A_SECOND
            found.append(Row(f"{engine}: {students:,} students, {what}", seconds, None, "", None, goal, note))
    return found


def run() -> list[Row]:
    """Measure the size that the environment names."""
    return measure(int(os.environ.get("TRELLIS_BENCH_STUDENTS", "1000")))
