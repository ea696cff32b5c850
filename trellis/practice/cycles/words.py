"""Fixed vocabulary of cycles."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from trellis.practice.library.words import Audience

__all__ = [
    "Audience",
    "Choice",
    "CycleState",
    "Depth",
    "EvidenceKind",
    "Grasp",
    "Material",
    "NeedSide",
    "Reach",
    "StudentsDid",
    "StudyKind",
    "Used",
    "VoiceKind",
]


class CycleState(models.TextChoices):
    """Life of a cycle."""

    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")


class EvidenceKind(models.TextChoices):
    """Kinds of evidence (S0-41)."""

    TESTS = "tests", _("Tests and checks")
    STUDENT_WORK = "student_work", _("Student work")
    OBSERVATION = "observation", _("Classroom visits")
    SURVEY = "survey", _("Surveys")
    ATTENDANCE = "attendance", _("Attendance and behavior")
    STUDENT_VOICE = "student_voice", _("What students say")
    FAMILY_VOICE = "family_voice", _("What families say")


#: Kinds in which students or families speak for themselves.
VOICES = frozenset({EvidenceKind.STUDENT_VOICE, EvidenceKind.FAMILY_VOICE})
#: Kinds that are a view of data.
DATA = frozenset(
    {EvidenceKind.TESTS, EvidenceKind.SURVEY, EvidenceKind.ATTENDANCE, EvidenceKind.STUDENT_WORK}
)


class NeedSide(models.TextChoices):
    """Whose need (S1-13)."""

    STUDENT = "student", _("What students need")
    EDUCATOR = "educator", _("What we need to learn")


class Used(models.TextChoices):
    """How fully a strategy was used in a week (what I did)."""

    FULLY = "fully", _("Used fully")
    PARTLY = "partly", _("Used partly")
    NOT = "not", _("Not used")


class StudentsDid(models.TextChoices):
    """What students did, at a glance."""

    MOST = "most", _("Most got it")
    SOME = "some", _("Some got it")
    FEW = "few", _("Few got it")
    UNSEEN = "unseen", _("Could not tell")


class Material(models.TextChoices):
    """Which material was used."""

    PLANNED = "planned", _("The one we planned")
    CHANGED = "changed", _("Ours, changed")
    OTHER = "other", _("Another one")


class VoiceKind(models.TextChoices):
    """What a member of the team said in a cycle, in their own words."""

    AGREES = "agrees", _("Agrees with the problem")
    RESTATES = "restates", _("Says the goal in one sentence")
    TRIES = "tries", _("Has one thing to try")
    VISITED = "visited", _("Shared a visit or a clip")
    REFLECTS = "reflects", _("Looks back")


class Choice(models.TextChoices):
    """What to do with what was learned (S0-48)."""

    KEEP = "keep", _("Keep: go on as it is")
    ADAPT = "adapt", _("Adapt: go round again, changed")
    STOP = "stop", _("Stop: it did not do what we hoped")
    SPREAD = "spread", _("Spread: others should try it")


class Grasp(models.TextChoices):
    """How far a strategy came with one member, from knowing to doing (S2-61). Computed, never typed."""

    LEARNED = "learned", _("Learned: visited, talked it through or named what to try")
    PLANNED = "planned", _("Planned: with a day of first use")
    TRIED = "tried", _("Tried: used in at least one week")
    REFINED = "refined", _("Refined: used again after a change")
    ROUTINE = "routine", _("Routine: used in each of the last four weeks")


class Depth(models.IntegerChoices):
    """How deep one looked back, as one sees it oneself (S3-04)."""

    TOLD = 1, _("I told what happened")
    ASKED = 2, _("I asked why it happened")
    DOUBTED = 3, _("I questioned something I took for granted")
    CHANGED = 4, _("I know what I will do differently")


#: What to look back on; everybody gets another one each time (S3-04).
LOOK_BACK_QUESTIONS = (
    _("What did a student do that you did not expect?"),
    _("What did you believe at the start that you see differently now?"),
    _("When did it not work, and what was different then?"),
    _("Whom did it help least, and what would have helped them?"),
    _("What will you keep doing when nobody asks about it any more?"),
    _("What did a colleague say or do that changed how you teach?"),
    _("What was harder than you thought, and why?"),
    _("What would you tell somebody who begins with this tomorrow?"),
    _("Where did you do something other than planned, and was it better?"),
)


class StudyKind(models.TextChoices):
    """What is compared with what (design of a team's own study)."""

    PRE_POST = "pre_post", _("The same students before and after")
    COMPARISON = "comparison", _("Before and after, beside classes that begin later")
    WEEKS = "weeks", _("Week by week on our chart, eight weeks before and after")
    SINGLE = "single", _("A few points before and a few after, on our chart")


#: What needs results of students before and after; the others read the chart.
OF_STUDENTS = frozenset({StudyKind.PRE_POST, StudyKind.COMPARISON})


class Reach(models.TextChoices):
    """Whom a closing message went to."""

    FAMILIES = "families", _("Families")
    STUDENTS = "students", _("Students")
    BOTH = "both", _("Families and students")


#: Sentences of this room's notices, filled with the words of the notice.
SENTENCES = {
    "cycle.started": gettext_noop("%(by)s started the cycle “%(cycle)s” in %(community)s."),
    "cycle.decided": gettext_noop("Your team decided how “%(cycle)s” goes on."),
}
