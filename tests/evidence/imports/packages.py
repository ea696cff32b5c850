"""Small OneRoster packages written by hand, to be bent by each test."""

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from trellis.evidence.imports.words.tables import FILES, FILES_1_1, columns_of

Rows = list[dict[str, str]]


def base_rows(students: int = 30) -> dict[str, Rows]:
    """Return a district, a school, a class with a teacher, and students with one guardian."""
    users: Rows = [
        _user("t1", "teacher", "Tess", "Teal", email="tess@example.org"),
        _user("g1", "guardian", "Gil", "Gray", agentSourcedIds="s1"),
    ]
    users += [
        _user(f"s{n}", "student", f"Student{n}", "Stone", identifier=f"N{n}", grades="04")
        for n in range(1, students + 1)
    ]
    return {
        "orgs": [
            {"sourcedId": "d1", "name": "Small District", "type": "district"},
            {"sourcedId": "o1", "name": "Small School", "type": "school", "parentSourcedId": "d1"},
        ],
        "academicSessions": [
            {
                "sourcedId": "y1",
                "title": "Year",
                "type": "schoolYear",
                "startDate": "2026-08-15",
                "endDate": "2027-06-10",
                "schoolYear": "2027",
            }
        ],
        "courses": [
            {"sourcedId": "c1", "title": "Mathematics 4", "orgSourcedId": "o1", "schoolYearSourcedId": "y1"}
        ],
        "classes": [
            {
                "sourcedId": "k1",
                "title": "4-A",
                "grades": "04",
                "courseSourcedId": "c1",
                "classType": "homeroom",
                "schoolSourcedId": "o1",
                "termSourcedIds": "y1",
            }
        ],
        "users": users,
        "enrollments": [
            _place("e0", "t1", "teacher"),
            *(_place(f"e{n}", f"s{n}", "student") for n in range(1, students + 1)),
        ],
        "demographics": [{"sourcedId": "s1", "birthDate": "2016-01-02", "sex": "female", "white": "true"}],
    }


def _user(sid: str, role: str, given: str, family: str, **more: str) -> dict[str, str]:
    return {
        "sourcedId": sid,
        "enabledUser": "true",
        "orgSourcedIds": "o1",
        "role": role,
        "username": sid,
        "givenName": given,
        "familyName": family,
        **more,
    }


def _place(sid: str, user: str, role: str) -> dict[str, str]:
    return {
        "sourcedId": sid,
        "classSourcedId": "k1",
        "schoolSourcedId": "o1",
        "userSourcedId": user,
        "role": role,
    }


def as_1_2(rows: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the same roster as 1.2 says it: what users are stands in a file of roles."""
    users, roles = [], []
    for user in rows["users"]:
        users.append({name: cell for name, cell in user.items() if name not in ("role", "orgSourcedIds")})
        roles.append(role_of(user["sourcedId"], user["role"], user["orgSourcedIds"]))
    return {**rows, "users": users, "roles": roles}


def role_of(user: str, role: str, org: str, **more: str) -> dict[str, str]:
    """Return one row of the file of roles."""
    return {
        "sourcedId": f"r-{user}",
        "userSourcedId": user,
        "roleType": "primary",
        "role": role,
        "orgSourcedId": org,
        **more,
    }


def text_of(file: str, rows: Rows, version: str = "1.1") -> str:
    """Return the CSV of a file, every column of the standard in order."""
    names = [column.name for column in columns_of(file, version)]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def manifest_of(files: Mapping[str, str], version: str = "1.1") -> str:
    """Return a manifest; files that are not named are absent."""
    lines = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}"]
    for file in FILES if version == "1.2" else FILES_1_1:
        lines.append(f"file.{file},{files.get(file, 'absent')}")
    return "\r\n".join(lines) + "\r\n"


def write_zip(
    path: Path,
    rows: Mapping[str, Rows],
    *,
    modes: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    version: str = "1.1",
) -> Path:
    """Write a package; ``texts`` replaces whole files."""
    said = {file: "bulk" for file in rows} | dict(modes or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", manifest_of(said, version))
        for file in rows:
            archive.writestr(f"{file}.csv", (texts or {}).get(file, text_of(file, rows[file], version)))
    return path
