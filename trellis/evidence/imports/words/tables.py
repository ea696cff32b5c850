"""The files of OneRoster CSV and their columns, as one table. Plain Python: the reading process uses it.

Source: 1EdTech OneRoster CSV 1.1 and 1.2 tables, in our own notation, one word a column:
``name`` then ``!`` (required), ``~`` (gone in a correction level, may be missing), ``:type`` and ``>target``;
``1.1/`` or ``1.2/`` in front limits a column to that version.

Two faults of the 1.2 text are decided here: the file is called ``courseResources`` (the summary also prints
``courseResourses``, see `FILE_ALIASES`), and the end of a session is stored as given.
"""

from dataclasses import dataclass

VERSIONS = ("1.0", "1.1", "1.2")


@dataclass(frozen=True)
class Column:
    """One column of a file.

    Attributes:
        name: as the header writes it.
        type: ``id``, ``ids``, ``text``, ``list``, ``date``, ``flag``, ``year``, ``number``, ``userids``,
            ``password`` or ``word:<vocabulary>``.
        required: an empty cell sets the row aside (R01).
        droppable: strict reading accepts the file without it.
        target: the file that an id names, or nothing.
        versions: the versions that have it.
    """

    name: str
    type: str
    required: bool
    droppable: bool
    target: str
    versions: tuple[str, ...]


def _columns(notation: str) -> tuple[Column, ...]:
    found = []
    for word in notation.split():
        versions: tuple[str, ...] = VERSIONS
        if word[:4] in ("1.1/", "1.2/"):
            versions = ("1.2",) if word.startswith("1.2") else ("1.0", "1.1")
            word = word[4:]
        word, _, target = word.partition(">")
        word, _, type_ = word.partition(":")
        found.append(
            Column(
                name=word.strip("!~"),
                type=type_ or "text",
                required="!" in word,
                droppable="~" in word,
                target=target,
                versions=versions,
            )
        )
    return tuple(found)


#: Every data file begins with these.
HEAD = _columns("sourcedId!:id status:word:status dateLastModified:time")

_FLAGS = (
    "americanIndianOrAlaskaNative:flag asian:flag blackOrAfricanAmerican:flag "
    "nativeHawaiianOrOtherPacificIslander:flag white:flag demographicRaceTwoOrMoreRaces:flag "
    "hispanicOrLatinoEthnicity:flag"
)

FILES: dict[str, tuple[Column, ...]] = {
    name: HEAD + _columns(notation)
    for name, notation in {
        "academicSessions": (
            "title! type!:word:session startDate!:date endDate!:date parentSourcedId:id>academicSessions "
            "schoolYear!:year"
        ),
        "orgs": "name! type!:word:org identifier parentSourcedId:id>orgs",
        "courses": (
            "schoolYearSourcedId:id>academicSessions title! courseCode grades:list orgSourcedId!:id>orgs "
            "subjects:list subjectCodes:list"
        ),
        "classes": (
            "title! grades:list courseSourcedId!:id>courses classCode classType!:word:class location "
            "schoolSourcedId!:id>orgs termSourcedIds!:ids>academicSessions subjects:list subjectCodes:list "
            "periods"
        ),
        "users": (
            "enabledUser!:flag 1.1/orgSourcedIds!:ids>orgs 1.1/role!:word:role username! userIds:userids "
            "givenName! familyName! middleName identifier email sms phone agentSourcedIds:ids>users "
            "grades:list password:password 1.2/userMasterIdentifier 1.2/resourceSourcedIds~:list "
            "1.2/preferredGivenName 1.2/preferredMiddleName 1.2/preferredFamilyName "
            "1.2/primaryOrgSourcedId:id>orgs 1.2/pronouns"
        ),
        "roles": (
            "userSourcedId!:id>users roleType!:word:roleType role!:word:role beginDate:date endDate:date "
            "orgSourcedId!:id>orgs userProfileSourcedId:id>userProfiles"
        ),
        "userProfiles": (
            "userSourcedId!:id>users profileType! vendorId! applicationId description credentialType! "
            "username! password:password"
        ),
        "enrollments": (
            "classSourcedId!:id>classes schoolSourcedId!:id>orgs userSourcedId!:id>users "
            "role!:word:enrollment primary:flag beginDate:date endDate:date"
        ),
        "demographics": (
            f"birthDate:date sex:word:sex {_FLAGS} countryOfBirthCode stateOfBirthAbbreviation cityOfBirth "
            "publicSchoolResidenceStatus"
        ),
        "categories": "title! 1.2/weight",
        "lineItems": (
            "title! description assignDate!:date dueDate!:date classSourcedId!:id>classes "
            "categorySourcedId!:id>categories 1.1/gradingPeriodSourcedId!:id>academicSessions "
            "1.2/academicSessionSourcedId!:id>academicSessions resultValueMin:number resultValueMax:number "
            "1.2/schoolSourcedId!:id>orgs"
        ),
        "results": (
            "lineItemSourcedId!:id>lineItems studentSourcedId!:id>users scoreStatus!:word:score score:number "
            "scoreDate!:date comment 1.2/textScore 1.2/classSourcedId:id>classes 1.2/inProgress:flag "
            "1.2/incomplete:flag 1.2/late:flag 1.2/missing:flag"
        ),
        "scoreScales": (
            "title! type! orgSourcedId!:id>orgs courseSourcedId!:id>courses classSourcedId!:id>classes "
            "scoreScaleValue!"
        ),
        "lineItemScoreScales": "title lineItemSourcedId!:id>lineItems scoreScaleSourcedId!:id>scoreScales",
        "resultScoreScales": "title resultSourcedId!:id>results scoreScaleSourcedId!:id>scoreScales",
        "lineItemLearningObjectiveIds": (
            "lineItemSourcedId!:id>lineItems source!:word:objective learningObjectiveId!"
        ),
        "resultLearningObjectiveIds": (
            "resultSourcedId!:id>results source!:word:objective learningObjectiveId! score:number textScore"
        ),
        "resources": "vendorResourceId! title roles:list importance vendorId applicationId",
        "classResources": "title classSourcedId!:id>classes resourceSourcedId!:id>resources",
        "courseResources": "title courseSourcedId!:id>courses resourceSourcedId!:id>resources",
        "userResources": (
            "userSourcedId!:id>users orgSourcedId:id>orgs classSourcedId:id>classes "
            "resourceSourcedId!:id>resources"
        ),
    }.items()
}

#: Files that 1.0 packages consist of; such a package has no manifest.
FILES_1_0 = ("academicSessions", "orgs", "courses", "classes", "users", "enrollments", "demographics")
#: Files of 1.1; 1.2 has all of `FILES`.
FILES_1_1 = (
    *FILES_1_0,
    "categories",
    "lineItems",
    "results",
    "resources",
    "classResources",
    "courseResources",
)
#: Files whose rows are staged; the others are read and checked only. Profiles are compared and never stored.
ROSTER_FILES = (
    "academicSessions",
    "orgs",
    "courses",
    "classes",
    "users",
    "roles",
    "userProfiles",
    "enrollments",
    "demographics",
)
#: Misprinted file names that the standard or well-known exporters use.
FILE_ALIASES = {"courseresourses": "courseResources"}
#: Other header words that mean a column, by file, in lower case: 1.0 names and known misspellings.
COLUMN_ALIASES: dict[str, dict[str, str]] = {
    "classes": {"grade": "grades", "termsourcedid": "termSourcedIds", "subject": "subjects"},
    "courses": {"schoolyearid": "schoolYearSourcedId", "grade": "grades", "subject": "subjects"},
    "users": {
        "userid": "userIds",
        "agents": "agentSourcedIds",
        "orgsourcedid": "orgSourcedIds",
        "grade": "grades",
    },
    "demographics": {"usersourcedid": "sourcedId"},
}

#: word list -> the words of the standard. ``ext:`` words are let through where `EXTENSIBLE` says so.
WORDS: dict[str, tuple[str, ...]] = {
    "status": ("active", "tobedeleted"),
    "session": ("gradingPeriod", "semester", "schoolYear", "term"),
    "org": ("department", "school", "district", "local", "state", "national"),
    "class": ("homeroom", "scheduled"),
    "role": (
        "administrator",
        "aide",
        "counselor",
        "districtAdministrator",
        "guardian",
        "parent",
        "principal",
        "proctor",
        "relative",
        "siteAdministrator",
        "student",
        "systemAdministrator",
        "teacher",
    ),
    "roleType": ("primary", "secondary"),
    "enrollment": ("administrator", "aide", "proctor", "student", "teacher"),
    "sex": ("male", "female", "unspecified", "other"),
    "score": ("exempt", "fully graded", "not submitted", "partially graded", "submitted"),
    "objective": ("case", "unknown"),
}
EXTENSIBLE = frozenset({"session", "org", "class", "role", "enrollment", "sex", "score", "objective"})
#: Word lists in which an unknown word sets the row aside even in tolerant reading.
DECISIVE = frozenset({"status", "session", "org", "role", "roleType", "enrollment"})


def columns_of(file: str, version: str) -> tuple[Column, ...]:
    """Return the columns that this file has in this version, in order."""
    return tuple(column for column in FILES[file] if version in column.versions)


def staged_columns(file: str) -> tuple[str, ...]:
    """Return the names of the cells that are staged for a file: every column of any version but passwords.

    The first three (`HEAD`) come first; the order is the same for every version.
    """
    return tuple(column.name for column in FILES[file] if column.type != "password")
