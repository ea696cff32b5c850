"""The demo's interim tests: mathematics by part and reading on one scale, in fall and winter, for grade 4.

Most students are found by their number; one is not on the roster yet and waits; a few were not tested.
"""

import csv
import io
import tempfile
from datetime import date, timedelta
from pathlib import Path
from random import Random

from trellis.cli.demo.stages import Stage
from trellis.cli.demo.world import World
from trellis.evidence.imports.operations import import_results_file
from trellis.evidence.roster.models import Student, StudentIdentifier
from trellis.evidence.roster.words import IdentifierSystem

PARTS = ("Number and operations", "Fractions", "Measurement", "Geometry")
#: Weeks after the start of the year, and how much the middle of the group has gained by then.
WINDOWS = (("Fall", 4, 0), ("Winter", 18, 6))
#: Levels by points, from the lowest up.
LEVELS = ((190, "Well below"), (200, "Approaching"), (212, "Meets"), (1000, "Exceeds"))
#: The reading test: the score that counts as there, and its error of measurement.
READING_GOAL, READING_ERROR = 195, 3.2
SCHOOL_YEAR_BEGINS = 7
HEADER = ("student_id", "assessment", "subject", "window", "date", "item", "score", "full", "level")


def make(world: World) -> None:
    """Send the windows that have been by now."""
    if world.stage is Stage.PLANNING:
        return
    chance = Random(4_2027)
    students = Student.objects.filter(grade="04", removed_at=None).order_by("pk")
    numbers = dict(
        StudentIdentifier.objects.filter(student__in=students, system=IdentifierSystem.SOURCED_ID)
        .order_by("student_id")
        .values_list("student_id", "value")
    )
    base = {number: chance.gauss(200, 9) for number in numbers.values()}
    readers = {number: chance.gauss(196, 11) for number in numbers.values()}
    for name, weeks, gain in WINDOWS:
        day = world.year_starts_on + timedelta(weeks=weeks)
        if day <= world.today:
            _send(world, _file(name, day, {number: at + gain for number, at in base.items()}, chance), name)
            _send(world, _reading(day, readers, gain, chance), name, "reading")


def _file(window: str, day: date, middle: dict[str, float], chance: Random) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for at, (number, score) in enumerate([*middle.items(), ("s9999", 200.0)]):
        taken = day + timedelta(days=at % 4)
        head = [number, "Mathematics interim", "Mathematics", window, taken.isoformat()]
        for place, part in enumerate(PARTS):
            points = max(0, min(10, round((score - 165) / 6 + chance.gauss(0, 1.4) - place * 0.4)))
            writer.writerow([*head, part, "NT" if at % 23 == 7 else points, 10, ""])
        level = next(name for most, name in LEVELS if score < most)
        writer.writerow([*head, "Level", "", "", "NT" if at % 23 == 7 else level])
    return text.getvalue()


def _reading(day: date, middle: dict[str, float], gain: float, chance: Random) -> str:
    """One scale score a student with the error the test gives: who begins low comes a little further."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("VALID_CASE", "YEAR", "ID", "DATE", "CONTENT_AREA", "SCALE_SCORE", "SCALE_SCORE_CSEM"))
    year = day.year + (day.month >= SCHOOL_YEAR_BEGINS)
    for at, (number, score) in enumerate(middle.items()):
        catching = gain * (1.5 if score < READING_GOAL else 1)
        found = round(score + catching + chance.gauss(0, READING_ERROR))
        taken = (day + timedelta(days=at % 4)).isoformat()
        writer.writerow(("VALID_CASE", year, number, taken, "READING_RASCH", found, READING_ERROR))
    return text.getvalue()


def _send(world: World, content: str, window: str, subject: str = "mathematics") -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{subject}-interim-{window.lower()}.csv"
        path.write_text(content)
        run = import_results_file(
            by=world.people["sam"],
            organization=world.district,
            path=path,
            approve=True,
            window=window.lower(),
        )
    if run.state != "applied":
        raise AssertionError(f"The demo's {window} results were {run.state}: {run.totals}")
