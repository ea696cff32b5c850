"""How each kind is read out of the staged files and where it is stored: one table of specifications."""

from dataclasses import dataclass

from trellis.evidence.imports.words.states import Kind


@dataclass(frozen=True)
class Stored:
    """One column of the stored table.

    Attributes:
        name: the column.
        value: SQL over ``d`` (the derived row) and ``r_<name>`` (keys of what it refers to).
        type: ``text``, ``date``, ``json``, ``flag`` or ``number``.
        cell: the column of the file it comes from; where the file lacks it, the stored value stays.
        kept: an empty value leaves what is stored, because the package did not say it.
    """

    name: str
    value: str
    type: str = "text"
    cell: str = ""
    kept: bool = False


@dataclass(frozen=True)
class KindSpec:
    """Everything the engine needs to know about a kind.

    Attributes:
        file: the file whose mode counts and whose name findings carry.
        table: where it is stored.
        cells: payload columns of the derived table.
        refs: payload column -> (kind, required): what it names.
        stored: the stored columns.
        identified: whether rows have a public id.
        school: SQL for the id of the school it counts for, or ``NULL``.
        removal: stored column that marks a removal, and its type.
        constants: further columns with constant SQL at creation.
    """

    kind: Kind
    file: str
    table: str
    cells: tuple[str, ...]
    refs: dict[str, tuple[Kind, bool]]
    stored: tuple[Stored, ...]
    identified: bool = True
    school: str = "CAST(NULL AS bigint)"
    removal: tuple[str, str] = ("removed_at", "time")
    constants: tuple[tuple[str, str], ...] = ()


_ORGANIZATION = (Kind.ORGANIZATION, True)

SPECS: dict[Kind, KindSpec] = {
    spec.kind: spec
    for spec in (
        KindSpec(
            Kind.ORGANIZATION,
            "orgs",
            "people_organization",
            ("name", "type", "code", "parent"),
            {},
            (Stored("name", "d.name"), Stored("local_code", "d.code", cell="identifier")),
            school="d.obj",
            removal=("closed_on", "date"),
        ),
        KindSpec(
            Kind.SESSION,
            "academicSessions",
            "",
            ("title", "type", "starts", "ends", "parent", "year"),
            {},
            (),
        ),
        KindSpec(
            Kind.COURSE,
            "courses",
            "evidence_course",
            ("title", "code", "grades", "subjects", "org"),
            {"org": _ORGANIZATION},
            (
                Stored("organization_id", "r_org.object_id", "number"),
                Stored("title", "d.title"),
                Stored("code", "d.code", cell="courseCode"),
                Stored("grades", "d.grades", "json", "grades"),
                Stored("subjects", "d.subjects", "json", "subjects"),
            ),
        ),
        KindSpec(
            Kind.STUDENT,
            "users",
            "evidence_student",
            (
                "given",
                "family",
                "preferred",
                "pronouns",
                "grade",
                "school",
                "number",
                "username",
                "email",
                "ids",
            ),
            {"school": (Kind.ORGANIZATION, False)},
            (
                Stored("given_name", "d.given"),
                Stored("family_name", "d.family"),
                Stored("preferred_name", "d.preferred", cell="preferredGivenName"),
                Stored("pronouns", "substr(d.pronouns, 1, 60)", cell="pronouns"),
                Stored("grade", "substr(d.grade, 1, 20)", cell="grades"),
                Stored("school_id", "r_school.object_id", "number"),
            ),
            school="r_school.object_id",
        ),
        KindSpec(
            Kind.PERSON,
            "users",
            "people_person",
            ("given", "family", "preferred", "pronouns", "email", "phone", "enabled", "school"),
            {"school": (Kind.ORGANIZATION, False)},
            (
                Stored("given_name", "d.given"),
                Stored("family_name", "d.family"),
                Stored("contact_email", "d.email", cell="email"),
                Stored("phone", "substr(d.phone, 1, 40)", cell="phone"),
            ),
            school="r_school.object_id",
            removal=("left_at", "time"),
            constants=(
                ("preferred_name", "d.preferred"),
                ("pronouns", "substr(d.pronouns, 1, 60)"),
                ("password", "'!' || d.sid"),
                ("language", "'en'"),
                ("time_zone", "''"),
                ("good_at", "''"),
                ("said_as", "''"),
                ("wants_to_learn", "''"),
                ("is_active", "(d.enabled <> 'false')"),
                ("made_at", "%(now)s"),
            ),
        ),
        KindSpec(
            Kind.ROLE,
            "roles",
            "people_role_assignment",
            ("person", "org", "role", "starts", "ends"),
            {"person": (Kind.PERSON, True), "org": _ORGANIZATION},
            (
                Stored("person_id", "r_person.object_id", "number"),
                Stored("organization_id", "r_org.object_id", "number"),
                Stored("role", "d.role"),
                Stored("ends_on", "d.ends", "date", "endDate"),
            ),
            school="r_org.object_id",
            removal=("ends_on", "date"),
            constants=(("starts_on", "COALESCE({starts}, %(today)s)"), ("from_import", "TRUE")),
        ),
        KindSpec(
            Kind.GUARDIAN,
            "users",
            "evidence_guardianship",
            ("person", "student", "relation"),
            {"person": (Kind.PERSON, True), "student": (Kind.STUDENT, True)},
            (
                Stored("person_id", "r_person.object_id", "number"),
                Stored("student_id", "r_student.object_id", "number"),
                Stored("relation", "substr(d.relation, 1, 40)"),
            ),
            identified=False,
        ),
        KindSpec(
            Kind.CLASS,
            "classes",
            "evidence_class",
            (
                "title",
                "code",
                "type",
                "grades",
                "subjects",
                "location",
                "periods",
                "course",
                "school",
                "terms",
                "starts",
                "ends",
            ),
            {"course": (Kind.COURSE, True), "school": _ORGANIZATION},
            (
                Stored("school_id", "r_school.object_id", "number"),
                Stored("course_id", "r_course.object_id", "number"),
                Stored("title", "d.title"),
                Stored("code", "d.code", cell="classCode"),
                Stored("kind", "d.type"),
                Stored("grades", "d.grades", "json", "grades"),
                Stored("subjects", "d.subjects", "json", "subjects"),
                Stored("location", "d.location", cell="location"),
                Stored("periods", "d.periods", cell="periods"),
                Stored("starts_on", "d.starts", "date", kept=True),
                Stored("ends_on", "d.ends", "date", kept=True),
            ),
            school="r_school.object_id",
        ),
        KindSpec(
            Kind.ENROLLMENT,
            "enrollments",
            "evidence_enrollment",
            ("class", "student", "school", "starts", "ends"),
            {
                "class": (Kind.CLASS, True),
                "student": (Kind.STUDENT, True),
                "school": (Kind.ORGANIZATION, False),
            },
            (
                Stored("school_class_id", "r_class.object_id", "number"),
                Stored("student_id", "r_student.object_id", "number"),
                Stored("starts_on", "d.starts", "date", "beginDate"),
                Stored("ends_on", "d.ends", "date", "endDate"),
            ),
            identified=False,
            school="r_school.object_id",
        ),
        KindSpec(
            Kind.TEACHING,
            "enrollments",
            "evidence_teaching",
            ("class", "person", "school", "main", "starts", "ends"),
            {
                "class": (Kind.CLASS, True),
                "person": (Kind.PERSON, True),
                "school": (Kind.ORGANIZATION, False),
            },
            (
                Stored("school_class_id", "r_class.object_id", "number"),
                Stored("person_id", "r_person.object_id", "number"),
                Stored('"primary"', "d.main", "flag", "primary"),
                Stored("starts_on", "d.starts", "date", "beginDate"),
                Stored("ends_on", "d.ends", "date", "endDate"),
            ),
            identified=False,
            school="r_school.object_id",
        ),
        KindSpec(
            Kind.DEMOGRAPHIC,
            "demographics",
            "evidence_demographic",
            ("student", "born", "sex", "flags"),
            {"student": (Kind.STUDENT, True)},
            (
                Stored("student_id", "r_student.object_id", "number"),
                Stored("born_on", "d.born", "date", "birthDate"),
                Stored("sex", "substr(d.sex, 1, 20)", cell="sex"),
                Stored("flags", "d.flags", "json"),
            ),
            identified=False,
            removal=("", ""),
        ),
    )
}
