"""The demo's roster: a OneRoster package written for Riverbend and brought in by the product's own import.

All names are invented. The data steward answers that the addresses of the demo's teachers are theirs, and
says yes to the plan, as a real one would.
"""

import csv
import io
import itertools
import tempfile
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from trellis.cli.demo.cast import EVERYONE
from trellis.cli.demo.world import World
from trellis.evidence.imports.operations import answer_proposal, import_package
from trellis.evidence.imports.queries import open_proposals
from trellis.evidence.imports.words.tables import FILES_1_1, columns_of

ROOM = 27
#: Teacher (key of the demo, or a name of their own), school, grade.
HOMEROOMS = (
    *((key, "lincoln", "04") for key in ("ana", "ben", "keiko", "jordan")),
    *((key, "lincoln", "05") for key in ("cleo", "omar", "lucia")),
    *((key, "lincoln", "03") for key in ("grace", "tomas", "wen")),
    ("nora", "lincoln", "02"),
    ("Dalia Brook", "lincoln", "01"),
    ("Teng Lor", "lincoln", "01"),
    ("Simone Achebe", "lincoln", "KG"),
    ("Paul Ekstrom", "lincoln", "KG"),
    *((key, "washington", f"0{n}") for n, key in enumerate(("lena", "marcus", "sofia", "aisha", "peter"), 1)),
    ("Jaspreet Gill", "washington", "KG"),
    ("Alma Fuentes", "washington", "03"),
    ("Noel Hart", "washington", "04"),
)
#: The period in which a grade has art, music or sports elsewhere, so that its teachers teach nothing.
PLANNING = {"01": "3", "02": "5", "03": "2", "04": "5", "05": "4"}
#: Ben's room goes one period later than the others of its grade: he needs cover when his team meets.
PLANNING_OF = {"ben": "6"}
SUBJECTS = (
    ("emma", "English"),
    ("raj", "Mathematics"),
    ("talia", "Science"),
    ("victor", "Social studies"),
    ("hana", "Art"),
    ("jonas", "Physical education"),
)
#: Nine groups go round the six teachers; B5 stays free, so the teams of Rivera can meet then.
PERIODS_OF_GROUPS = ("A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3", "B4")
GIVEN = [
    "Amari",
    "Bao",
    "Camila",
    "Devon",
    "Elena",
    "Farid",
    "Gurleen",
    "Harper",
    "Isabel",
    "Jasmin",
    "Kabir",
    "Lucía",
    "Mai",
    "Nayeli",
    "Oskar",
    "Pa",
    "Quinn",
    "Rosa",
    "Simran",
    "Tou",
    "Uma",
    "Valeria",
    "Wyatt",
    "Ximena",
    "Yer",
    "Zaid",
    "Adaeze",
    "Bilal",
    "Chue",
    "Diego",
    "Esme",
    "Felix",
    "Gia",
    "Hector",
    "Imani",
    "Jovan",
    "Kia",
    "Lior",
    "Mateo",
    "Nhia",
    "Omari",
    "Paloma",
    "Ravi",
    "Sukhman",
    "Teo",
    "Ulises",
    "Vera",
    "Xia",
    "Yusuf",
    "Zola",
]
FAMILY = [
    "Alvarez",
    "Baptiste",
    "Castillo",
    "Dhillon",
    "Escobar",
    "Fong",
    "Garza",
    "Her",
    "Ibarra",
    "Juarez",
    "Kaur",
    "Lee",
    "Moua",
    "Nunez",
    "Okafor",
    "Palmer",
    "Quiroz",
    "Ramos",
    "Sandhu",
    "Thao",
    "Underhill",
    "Vang",
    "Whitfield",
    "Xiong",
    "Yang",
    "Zamora",
    "Ayers",
    "Brar",
    "Cortez",
    "Dang",
    "Ellis",
    "Franco",
    "Grewal",
    "Holt",
    "Jensen",
    "Khang",
    "Lopez",
    "Mata",
    "Novoa",
    "Ortega",
    "Pham",
    "Reese",
    "Silva",
    "Tran",
    "Vega",
    "Walsh",
]


@dataclass
class _Files:
    """Rows of the package by file, and the students made so far."""

    world: World
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    students: int = 0
    teachers: dict[str, str] = field(default_factory=dict)

    def add(self, file: str, **cells: str) -> None:
        self.rows.setdefault(file, []).append(cells)


def make(world: World) -> None:
    """Write the package of this year and import it."""
    files = _Files(world)
    _places(files)
    for number, (teacher, school, grade) in enumerate(HOMEROOMS, 1):
        _homeroom(files, number, teacher, school, grade)
    for number, (grade, group) in enumerate(itertools.product(("06", "07", "08"), "ABC")):
        _group(files, number, grade, group)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "riverbend-oneroster.zip"
        path.write_bytes(package_of(files.rows))
        sam = world.people["sam"]
        import_package(by=sam, organization=world.district, path=path)
        for proposal in open_proposals(world.district):
            answer_proposal(by=sam, proposal=proposal, same=True)
        run = import_package(by=sam, organization=world.district, path=path, approve=True)
    if run.state != "applied":
        raise AssertionError(f"The demo's roster was {run.state}: {run.totals}")


def package_of(rows: dict[str, list[dict[str, str]]]) -> bytes:
    """Return the zip of a OneRoster 1.1 package of whole files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        lines = ["propertyName,value", "manifest.version,1.0", "oneroster.version,1.1"]
        lines += [f"file.{file},{'bulk' if file in rows else 'absent'}" for file in FILES_1_1]
        archive.writestr("manifest.csv", "\r\n".join(lines) + "\r\n")
        for file, content in rows.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, [column.name for column in columns_of(file, "1.1")], restval="")
            writer.writeheader()
            writer.writerows(content)
            archive.writestr(f"{file}.csv", text.getvalue())
    return packed.getvalue()


def _places(files: _Files) -> None:
    world = files.world
    files.add("orgs", sourcedId="rusd", name=world.district.name, type="district", identifier="RUSD")
    for key in ("lincoln", "washington", "rivera"):
        place = world.places[key]
        files.add(
            "orgs",
            sourcedId=key,
            name=place.name,
            type="school",
            identifier=place.local_code,
            parentSourcedId="rusd",
        )
    start, end = world.year_starts_on, world.year_ends_on
    files.add(
        "academicSessions",
        sourcedId="year",
        title=world.years[0].name,
        type="schoolYear",
        startDate=start.isoformat(),
        endDate=end.isoformat(),
        schoolYear=str(end.year),
    )


def _teacher(files: _Files, key: str, school: str) -> str:
    """Return the id of a teacher's row, written once."""
    if key not in files.teachers:
        member = next((one for one in EVERYONE if one.key == key), None)
        given, _, family = key.partition(" ")
        if member is not None:
            given, family = member.given, member.family
        sid = files.teachers[key] = f"t{len(files.teachers) + 1:03d}"
        email = member.email if member else f"{given}.{family}@riverbend.example".lower()
        _user(files, sid, school, "teacher", given, family, email=email)
    return files.teachers[key]


def _user(files: _Files, sid: str, school: str, role: str, given: str, family: str, **more: str) -> None:
    files.add(
        "users",
        sourcedId=sid,
        enabledUser="true",
        orgSourcedIds=school,
        role=role,
        username=sid,
        givenName=given,
        familyName=family,
        **more,
    )


def _student(files: _Files, school: str, grade: str) -> str:
    """Add a student with details and a guardian; return the student's id."""
    files.students += 1
    chance, sid, adult = files.world.chance, f"s{files.students:04d}", f"g{files.students:04d}"
    given, family, parent = chance.choice(GIVEN), chance.choice(FAMILY), chance.choice(GIVEN)
    email = ""
    if files.students == 3:  # in Ana's room: Eli's daughter
        given, family, parent, email = "Lucía", "Delgado", "Eli", "eli.delgado@riverbend.example"
    _user(
        files,
        sid,
        school,
        "student",
        given,
        family,
        identifier=f"70{files.students:05d}",
        grades=grade,
        agentSourcedIds=adult,
    )
    _user(files, adult, school, "guardian", parent, family, email=email)
    age = 5 if grade == "KG" else 5 + int(grade)
    born = date(files.world.year_starts_on.year - age, chance.randint(1, 8), chance.randint(1, 28))
    files.add(
        "demographics", sourcedId=sid, birthDate=born.isoformat(), sex=chance.choice(("female", "male"))
    )
    return sid


def _class(
    files: _Files, sid: str, title: str, grade: str, school: str, kind: str, subject: str, periods: str
) -> None:
    if not any(course["sourcedId"] == f"c-{subject}-{grade}" for course in files.rows.get("courses", [])):
        files.add(
            "courses",
            sourcedId=f"c-{subject}-{grade}",
            schoolYearSourcedId="year",
            title=f"{subject}, grade {grade}",
            grades=grade,
            orgSourcedId="rusd",
            subjects=subject,
        )
    files.add(
        "classes",
        sourcedId=sid,
        title=title,
        grades=grade,
        courseSourcedId=f"c-{subject}-{grade}",
        classType=kind,
        schoolSourcedId=school,
        termSourcedIds="year",
        subjects=subject,
        periods=periods,
    )


def _enroll(files: _Files, class_id: str, school: str, user: str, role: str) -> None:
    files.add(
        "enrollments",
        sourcedId=f"{class_id}-{user}",
        classSourcedId=class_id,
        schoolSourcedId=school,
        userSourcedId=user,
        role=role,
        primary="true" if role == "teacher" else "",
    )


def _homeroom(files: _Files, number: int, teacher: str, school: str, grade: str) -> None:
    sid = f"h{number:02d}"
    grade_word = grade.lstrip("0")
    periods = homeroom_periods(teacher, grade)
    _class(files, sid, f"{grade_word}-{number}", grade, school, "homeroom", "Homeroom", periods)
    _enroll(files, sid, school, _teacher(files, teacher, school), "teacher")
    for _ in range(ROOM):
        _enroll(files, sid, school, _student(files, school, grade), "student")


def homeroom_periods(teacher: str, grade: str) -> str:
    """Return the periods of a homeroom; kindergarten goes home at noon."""
    if grade == "KG":
        return "1,2,3"
    free = PLANNING_OF.get(teacher, PLANNING[grade])
    return ",".join(period for period in "123456" if period != free)


def periods_of_group(number: int, place: int) -> str:
    """Return when a group of the middle school (by its number) has one of its subjects."""
    return PERIODS_OF_GROUPS[(number + place) % len(PERIODS_OF_GROUPS)]


def _group(files: _Files, number: int, grade: str, group: str) -> None:
    """A group of the middle school has every subject together; nobody is in two places in one period."""
    students = [_student(files, "rivera", grade) for _ in range(ROOM)]
    for place, (teacher, subject) in enumerate(SUBJECTS):
        sid = f"m-{subject.split()[0].lower()}-{grade}{group}"
        title = f"{subject} {grade.lstrip('0')}{group}"
        _class(files, sid, title, grade, "rivera", "scheduled", subject, periods_of_group(number, place))
        _enroll(files, sid, "rivera", _teacher(files, teacher, "rivera"), "teacher")
        for student in students:
            _enroll(files, sid, "rivera", student, "student")
