"""Who lives in the demo: the cast that every test and guide knows, and their colleagues."""

from dataclasses import dataclass

from trellis.people.access.words import Role
from trellis.people.accounts.words import Language

MAIL_HOST = "riverbend.example"


@dataclass(frozen=True)
class Member:
    """One person of the demo: key, name, role, where (key of a place), and what they are, in a few words."""

    key: str
    given: str
    family: str
    role: Role
    place: str
    what: str = ""
    language: Language = Language.ENGLISH

    @property
    def email(self) -> str:
        """The address, at a host that can never exist."""
        family = self.family.lower().replace(" ", "-").replace("'", "")
        return f"{self.given.lower()}.{family}@{MAIL_HOST}"


#: In the order in which sign-in links are printed.
CAST = (
    Member("ana", "Ana", "Reyes", Role.TEACHER, "lincoln", "facilitates the Grade 4 team"),
    Member("ben", "Ben", "Lee", Role.TEACHER, "lincoln", "is in Ana's team"),
    Member("cleo", "Cleo", "Park", Role.TEACHER, "lincoln", "is in the Grade 5 team"),
    Member("pat", "Pat", "Owens", Role.PRINCIPAL, "lincoln", "is the principal of Lincoln"),
    Member("dee", "Dee", "Osei", Role.DISTRICT_LEADER, "district", "leads the district"),
    Member(
        "eli", "Eli", "Delgado", Role.FAMILY, "lincoln", "is a parent and reads Spanish", Language.SPANISH
    ),
    Member("sam", "Sam", "Nakata", Role.DATA_STEWARD, "district", "is the data steward"),
    Member("rosa", "Rosa", "Quinn", Role.SITE_ADMINISTRATOR, "district", "administers the installation"),
)
TEACHER, SPECIALIST = Role.TEACHER, Role.SPECIALIST
COLLEAGUES = (
    Member("keiko", "Keiko", "Ito", TEACHER, "lincoln"),
    Member("jordan", "Jordan", "Moss", TEACHER, "lincoln"),
    Member("priya", "Priya", "Shah", SPECIALIST, "lincoln"),
    Member("omar", "Omar", "Haddad", TEACHER, "lincoln"),
    Member("lucia", "Lucia", "Bianchi", TEACHER, "lincoln"),
    Member("grace", "Grace", "Adeyemi", TEACHER, "lincoln"),
    Member("tomas", "Tomas", "Novak", TEACHER, "lincoln"),
    Member("wen", "Wen", "Zhou", TEACHER, "lincoln"),
    Member("nora", "Nora", "Lindqvist", TEACHER, "lincoln"),
    Member("hassan", "Hassan", "Ali", Role.COUNSELOR, "lincoln"),
    Member("mei", "Mei", "Tanaka", Role.COACH, "lincoln"),
    Member("bruno", "Bruno", "Costa", Role.PARAEDUCATOR, "lincoln"),
    Member("ivy", "Ivy", "Marsh", Role.OFFICE, "lincoln"),
    Member("lena", "Lena", "Fischer", TEACHER, "washington"),
    Member("marcus", "Marcus", "Bell", TEACHER, "washington"),
    Member("sofia", "Sofia", "Mendez", TEACHER, "washington"),
    Member("aisha", "Aisha", "Khan", TEACHER, "washington"),
    Member("peter", "Peter", "Olsen", TEACHER, "washington"),
    Member("ruth", "Ruth", "Abara", SPECIALIST, "washington"),
    Member("daniel", "Daniel", "Cho", Role.PRINCIPAL, "washington"),
    Member("yara", "Yara", "Said", Role.COUNSELOR, "washington"),
    Member("gus", "Gus", "Miller", Role.OFFICE, "washington"),
    Member("emma", "Emma", "Dubois", TEACHER, "rivera"),
    Member("raj", "Raj", "Patel", TEACHER, "rivera"),
    Member("talia", "Talia", "Cohen", TEACHER, "rivera"),
    Member("victor", "Victor", "Ruiz", TEACHER, "rivera"),
    Member("hana", "Hana", "Kim", TEACHER, "rivera"),
    Member("jonas", "Jonas", "Weber", TEACHER, "rivera"),
    Member("zoe", "Zoe", "Martin", SPECIALIST, "rivera"),
    Member("carla", "Carla", "Santos", Role.PRINCIPAL, "rivera"),
    Member("andre", "Andre", "Jackson", Role.ASSISTANT_PRINCIPAL, "rivera"),
    Member("nina", "Nina", "Petrova", Role.COACH, "rivera"),
    Member("renee", "Renee", "Walker", Role.DEPARTMENT_LEAD, "teaching"),
    Member("ken", "Ken", "Yamada", Role.DEPARTMENT_STAFF, "teaching"),
    Member("olga", "Olga", "Ivanova", Role.DEPARTMENT_LEAD, "students"),
    Member("miguel", "Miguel", "Torres", Role.DEPARTMENT_STAFF, "families"),
    Member("ines", "Ines", "Perez", Role.DEPARTMENT_LEAD, "families", language=Language.SPANISH),
    Member("walt", "Walt", "Greene", Role.AREA_LEADER, "north"),
)
FAMILIES = (
    Member("marta", "Marta", "Delgado", Role.FAMILY, "lincoln", language=Language.SPANISH),
    Member("joy", "Joy", "Nguyen", Role.FAMILY, "lincoln"),
    Member("sean", "Sean", "Murphy", Role.FAMILY, "lincoln"),
    Member("fatima", "Fatima", "Hussein", Role.FAMILY, "washington"),
    Member("luis", "Luis", "Romero", Role.FAMILY, "rivera", language=Language.SPANISH),
)
EVERYONE = (*CAST, *COLLEAGUES, *FAMILIES)


@dataclass(frozen=True)
class DemoTeam:
    """One team of the demo: key, name, place, facilitator and members by key."""

    key: str
    name: str
    place: str
    purpose: str
    facilitator: str
    members: tuple[str, ...]


TEAMS = (
    DemoTeam(
        "grade_4",
        "Grade 4 team",
        "lincoln",
        "We make sure that every fourth grader at Lincoln reasons well about fractions and reads with joy.",
        "ana",
        ("ben", "keiko", "jordan", "priya"),
    ),
    DemoTeam(
        "grade_5",
        "Grade 5 team",
        "lincoln",
        "We get every fifth grader ready for middle school, in numbers, in words and in confidence.",
        "cleo",
        ("omar", "lucia"),
    ),
    DemoTeam(
        "grade_3",
        "Grade 3 team",
        "lincoln",
        "We help every third grader become a reader.",
        "grace",
        ("tomas", "wen"),
    ),
    DemoTeam(
        "washington_4",
        "Grade 4 team",
        "washington",
        "We plan, teach and look at student work together.",
        "lena",
        ("marcus", "sofia"),
    ),
    DemoTeam(
        "rivera_math",
        "Mathematics team",
        "rivera",
        "We want every student to explain how they know.",
        "emma",
        ("raj", "talia", "victor"),
    ),
)
