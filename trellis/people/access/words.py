"""Fixed vocabulary of access: roles, relations, kinds of object, actions, how much is seen."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class Role(models.TextChoices):
    """What a person is in an organization for a time (S1-08, S2-31)."""

    TEACHER = "teacher", _("Teacher")
    SPECIALIST = "specialist", _("Specialist")
    COUNSELOR = "counselor", _("Counselor")
    PARAEDUCATOR = "paraeducator", _("Paraeducator")
    OFFICE = "office", _("Office staff")
    TRANSPORT = "transport", _("Transport and facilities")
    COACH = "coach", _("Coach")
    ASSISTANT_PRINCIPAL = "assistant_principal", _("Assistant principal")
    PRINCIPAL = "principal", _("Principal")
    DEPARTMENT_STAFF = "department_staff", _("Department staff")
    DEPARTMENT_LEAD = "department_lead", _("Department lead")
    AREA_LEADER = "area_leader", _("Area leader")
    DISTRICT_LEADER = "district_leader", _("District leader")
    DATA_STEWARD = "data_steward", _("Data steward")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    LIBRARIAN = "librarian", _("Librarian")
    SITE_ADMINISTRATOR = "site_administrator", _("Site administrator")
    STATE_CONSULTANT = "state_consultant", _("State consultant")
    BOARD_MEMBER = "board_member", _("Board member")
    FAMILY = "family", _("Family member")
    PARTNER = "partner", _("Community partner")


#: Roles of people who work with students or for schools; each should be in a team (coverage, S0-12).
EDUCATOR_ROLES = frozenset(
    {
        Role.TEACHER,
        Role.SPECIALIST,
        Role.COUNSELOR,
        Role.PARAEDUCATOR,
        Role.COACH,
    }
)
SCHOOL_LEADER_ROLES = frozenset({Role.PRINCIPAL, Role.ASSISTANT_PRINCIPAL})
DISTRICT_LEADER_ROLES = frozenset({Role.DISTRICT_LEADER, Role.AREA_LEADER})
#: Roles that an import may never grant by itself (X10).
RAISED_ROLES = frozenset(
    {
        Role.PRINCIPAL,
        Role.ASSISTANT_PRINCIPAL,
        Role.DEPARTMENT_LEAD,
        Role.AREA_LEADER,
        Role.DISTRICT_LEADER,
        Role.DATA_STEWARD,
        Role.PRIVACY_OFFICER,
        Role.SITE_ADMINISTRATOR,
    }
)
OUTSIDE_ROLES = frozenset({Role.FAMILY, Role.PARTNER, Role.BOARD_MEMBER, Role.STATE_CONSULTANT})
STAFF_ROLES = frozenset(Role) - OUTSIDE_ROLES


class Relation(models.TextChoices):
    """How a person stands to an object. A person may stand in several relations; the widest view counts."""

    SELF = "self", _("The person themself")
    MEMBER = "member", _("Members of the community")
    FORMER_MEMBER = "former_member", _("Former members")
    GUEST_MEMBER = "guest_member", _("Family, partner and guest members")
    SCHOOL_LEADER = "school_leader", _("Principal and assistant principals of the school")
    SCHOOL_STAFF = "school_staff", _("Staff of the school")
    DISTRICT_LEADER = "district_leader", _("District and area leaders")
    DEPARTMENT = "department", _("Departments of the district")
    DISTRICT_STAFF = "district_staff", _("Staff of other schools of the district")
    DATA_STEWARD = "data_steward", _("Data stewards")
    ADMINISTRATOR = "administrator", _("Site administrators")
    FAMILY = "family", _("Families of the school")
    PARTNER = "partner", _("Community partners")
    STATE = "state", _("State consultants")
    OTHER_DISTRICT = "other_district", _("People of other districts")
    ANYONE = "anyone", _("Anyone, without signing in")


class Subject(models.TextChoices):
    """What kinds of object are about: the parts of the page that says who sees what."""

    TEAM = "team", _("Teams and their work")
    STUDENTS = "students", _("Students and results")
    PEOPLE = "people", _("People and places")
    RUNNING = "running", _("Running the place")


class ObjectKind(models.TextChoices):
    """What can be seen. A kind without a line in the policy is seen by nobody."""

    ORGANIZATION = "organization", _("Organization")
    PUBLIC_PAGE = "public_page", _("Public page")
    DIRECTORY = "directory", _("Directory of teams")
    PERSON_PROFILE = "person_profile", _("Profile of a person")
    COMMUNITY = "community", _("Community: purpose, members, charter and norms")
    COVERAGE = "coverage", _("Coverage: who is in a team")
    GOAL = "goal", _("Goal, stage and product list")
    CYCLE_WORK = "cycle_work", _("Work inside a cycle: problem, causes, theory, prediction")
    USE_RECORD = "use_record", _("Try logs by person")
    USE_COUNT = "use_count", _("How many members used the strategy")
    MEASURE = "measure", _("Measures and run charts of a community")
    RESULT = "result", _("Results of named students")
    MEETING = "meeting", _("Meeting: title, time, that it took place")
    MEETING_WORK = "meeting_work", _("Inside a meeting: agenda, notes, promises, decisions, parking lot")
    HELP_ASK = "help_ask", _("Help that a team asks other teams for")
    STORY = "story", _("Published story of a cycle")
    SURVEY = "survey", _("Questions of a survey")
    SURVEY_RESULT = "survey_result", _("Answers to a survey, from enough people, never by person")
    RELEASE = "release", _("Published tables of results, no child to be found in them")
    IMPORT_RUN = "import_run", _("Imports and their reports")
    ACADEMIC_STANDARD = "academic_standard", _("Academic standards")
    STUDENT = "student", _("Students on the roster of a community")
    NEED_GROUP = "need_group", _("Need groups of a team")
    SUPPORT = "support", _("Supports, named adults and cards of single students")
    STRATEGY_CARD = "strategy_card", _("Strategies a team wrote down")
    JOURNAL = "journal", _("Journal of an object")
    ROLE = "role", _("Roles of people in an organization")
    SETTING = "setting", _("Settings of an organization")

    @property
    def subject(self) -> Subject:
        """What it is about; the work of a team if nothing else is said."""
        return _SUBJECTS.get(self, Subject.TEAM)


_SUBJECTS = {
    **dict.fromkeys(
        (
            ObjectKind.RESULT,
            ObjectKind.STUDENT,
            ObjectKind.NEED_GROUP,
            ObjectKind.SUPPORT,
            ObjectKind.RELEASE,
            ObjectKind.ACADEMIC_STANDARD,
        ),
        Subject.STUDENTS,
    ),
    **dict.fromkeys(
        (
            ObjectKind.ORGANIZATION,
            ObjectKind.PUBLIC_PAGE,
            ObjectKind.DIRECTORY,
            ObjectKind.PERSON_PROFILE,
            ObjectKind.COVERAGE,
            ObjectKind.ROLE,
        ),
        Subject.PEOPLE,
    ),
    **dict.fromkeys((ObjectKind.IMPORT_RUN, ObjectKind.JOURNAL, ObjectKind.SETTING), Subject.RUNNING),
}


class Action(models.TextChoices):
    """What can be done with an object."""

    LIST = "list", _("see that it exists")
    READ = "read", _("read it")
    CREATE = "create", _("make a new one")
    UPDATE = "update", _("change it")
    DELETE = "delete", _("remove it")
    EXPORT = "export", _("take a copy out")
    SHARE = "share", _("show it to more people")
    TRANSITION = "transition", _("move it to the next state")


class View(models.IntegerChoices):
    """How much of an object is seen, from nothing to everything."""

    NOTHING = 0, _("nothing")
    COUNT = 1, _("a count")
    SUMMARY = 2, _("a summary")
    FULL = 3, _("everything")


#: What people are told about roles, invitations and the policy.
SENTENCES = {
    "invitation.accepted": gettext_noop("%(person)s accepted your invitation."),
    "role.granted": gettext_noop("You now have the role “%(role)s” at %(place)s."),
    "role.ended": gettext_noop("Your role “%(role)s” at %(place)s has ended."),
    "role.granted_by": gettext_noop("%(by)s gave %(person)s the role “%(role)s” at %(place)s."),
    "role.ended_by": gettext_noop("%(by)s ended the role “%(role)s” of %(person)s at %(place)s."),
    "policy.announced": gettext_noop(
        "Who can see what changes at %(place)s from %(day)s: “%(profile)s”, announced by %(by)s."
    ),
}
