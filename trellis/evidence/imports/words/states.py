"""States, kinds and severities of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunFormat(models.TextChoices):
    """What kind of file a run reads."""

    ROSTER = "roster", _("Roster")
    RESULTS = "results", _("Results and other evidence")
    STANDARDS = "standards", _("Academic standards")


class RunState(models.TextChoices):
    """Where an import stands."""

    RECEIVED = "received", _("Received")
    UNPACKED = "unpacked", _("Reading")
    CHECKED = "checked", _("Checked")
    PLANNED = "planned", _("Ready to apply")
    HELD = "held", _("Waits for a yes")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    UNCHANGED = "unchanged", _("Nothing to do")
    REJECTED = "rejected", _("Refused")
    PUT_ASIDE = "put_aside", _("Put aside")
    FAILED = "failed", _("Failed")
    UNDONE = "undone", _("Undone")


#: States in which nothing will happen any more by itself.
SETTLED = frozenset(
    {
        RunState.PLANNED,
        RunState.HELD,
        RunState.APPLIED,
        RunState.UNCHANGED,
        RunState.REJECTED,
        RunState.PUT_ASIDE,
        RunState.FAILED,
        RunState.UNDONE,
    }
)


class Kind(models.TextChoices):
    """What an import brings; the order in which it is applied. Removals go the other way."""

    ORGANIZATION = "organization", _("Schools and departments")
    SESSION = "session", _("School years and terms")
    COURSE = "course", _("Courses")
    STUDENT = "student", _("Students")
    PERSON = "person", _("Staff and guardians")
    ROLE = "role", _("Roles")
    GUARDIAN = "guardian", _("Guardians of students")
    CLASS = "class", _("Classes")
    ENROLLMENT = "enrollment", _("Students in classes")
    TEACHING = "teaching", _("Teachers of classes")
    DEMOGRAPHIC = "demographic", _("Details of students")


class FileKind(models.TextChoices):
    """What a file of evidence brings."""

    ATTEMPT = "attempt", _("Attempts of students")
    FACT = "fact", _("Facts about students")
    FIGURE = "figure", _("Published figures")
    ANSWER_SET = "answer_set", _("Sets of answers")
    STANDARD = "standard", _("Academic standards")


class Severity(models.TextChoices):
    """What a finding does."""

    REJECT = "reject", _("The package is refused")
    ERROR = "error", _("The row is set aside")
    WARNING = "warning", _("Imported, with a warning")
    INFO = "info", _("For your information")


class RowPurpose(models.TextChoices):
    """Why somebody looks at a row as it was sent; it stands in the journal."""

    QUESTIONED = "questioned", _("A result is questioned")
    MENDING = "mending", _("The template is being mended")
    REQUESTED = "requested", _("Somebody asked what we hold of them")


#: How long an import can be undone, and how long its staged rows wait for a decision.
UNDO_DAYS = 30
STAGING_DAYS = 7
#: How long the places of findings are kept, and how long a row waits for its student.
FINDING_DAYS, WAITING_DAYS = 30, 365

#: The guard: so many rows and such a share of a kind may go without anybody's yes.
GUARD_ROWS, REMOVED_SHARE = 20, 0.10
