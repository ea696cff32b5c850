"""Fixed vocabulary of communities."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class CommunityType(models.TextChoices):
    """Kinds of group that learn together (S2-51)."""

    TEAM = "team", _("Team")
    LEADERSHIP = "leadership", _("Leadership team")
    FAMILY_TEAM = "family_team", _("Family-teacher team")
    ADVISORY = "advisory", _("Advisory")
    NETWORK = "network", _("Network community")
    JOB_ALIKE = "job_alike", _("Job-alike group")
    VERTICAL = "vertical", _("Vertical team")
    INTERDISCIPLINARY = "interdisciplinary", _("Interdisciplinary team")
    MIXED = "mixed", _("Mixed community")


class FormationBasis(models.TextChoices):
    """What brings the members together (S2-54)."""

    STUDENTS = "students", _("The same students")
    RESPONSIBILITY = "responsibility", _("The same area of responsibility")
    ROLE = "role", _("The same role")
    INTEREST = "interest", _("A shared interest")
    GOAL = "goal", _("A shared goal")


class Discovery(models.TextChoices):
    """Where the community is listed."""

    SCHOOL = "school", _("Listed for the staff of its own organization")
    DISTRICT = "district", _("Listed for the staff of the whole district")
    UNLISTED = "unlisted", _("Not listed; members invite")


class JoinRule(models.TextChoices):
    """How someone becomes a member."""

    OPEN = "open", _("Anyone who finds it may join")
    ASK = "ask", _("Ask, and a lead answers")
    INVITE = "invite", _("By invitation only")


class Function(models.TextChoices):
    """What a member is in the community (content, 7.4)."""

    LEAD = "lead", _("Lead")
    FACILITATOR = "facilitator", _("Facilitator")
    MEMBER = "member", _("Member")
    COACH = "coach", _("Coach")
    PRINCIPAL_PARTNER = "principal_partner", _("Principal partner")
    FAMILY_REPRESENTATIVE = "family_representative", _("Family representative")
    STUDENT_REPRESENTATIVE = "student_representative", _("Student representative")
    PARTNER_REPRESENTATIVE = "partner_representative", _("Partner representative")
    GUEST = "guest", _("Guest")
    EXTERNAL_EXPERT = "external_expert", _("External expert")
    ARCHIVIST = "archivist", _("Archivist")


#: Functions that guide the community: they change its charter, members and settings.
GUIDING = frozenset({Function.LEAD, Function.FACILITATOR})
#: Functions with limited rights: they see what the staff-only walls leave open.
GUESTS = frozenset(
    {
        Function.FAMILY_REPRESENTATIVE,
        Function.STUDENT_REPRESENTATIVE,
        Function.PARTNER_REPRESENTATIVE,
        Function.GUEST,
        Function.EXTERNAL_EXPERT,
    }
)
#: Functions whose membership must carry an end date (S2-55).
TIME_LIMITED = frozenset({Function.GUEST, Function.EXTERNAL_EXPERT})


class Cadence(models.TextChoices):
    """Planned rhythm of meeting."""

    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month")
    TERMLY = "termly", _("Every term")


class DecisionRule(models.TextChoices):
    """How the community decides."""

    CONSENSUS = "consensus", _("We look for consensus")
    CONSENT = "consent", _("We go ahead when nobody has a strong objection")
    MAJORITY = "majority", _("We vote")
    ADVICE = "advice", _("One of us decides after asking everyone")


#: Norms to choose from; teams take four to six and reword them (content, 7.3).
NORM_STARTERS = (
    _("We start and stop on time and protect this time."),
    _("Everyone speaks before anyone speaks twice."),
    _("We describe before we judge."),
    _("We speak of students as if they and their families were in the room."),
    _("We bring what we promised."),
    _("We ask before we advise."),
    _("We assume good intent and own our effect."),
    _("We disagree with ideas, kindly and openly, here and not later."),
    _("What is shared about a person’s practice stays here."),
    _("We use evidence, and say when it is a guess."),
    _("Devices serve the work."),
    _("We share the jobs."),
    _("We allow silence to think."),
    _("We check that all can see, hear and understand."),
    _("We decide with our agreed method and stand by it."),
    _("We finish with who does what by when."),
    _("We may be stuck: saying so is strength."),
    _("We celebrate one thing each time."),
)


#: What people are told about communities.
SENTENCES = {
    "community.accepted": gettext_noop("%(community)s has begun, and you are in it."),
    "charter.adopted": gettext_noop("%(community)s agreed on its charter."),
    "join_request.asked": gettext_noop("%(person)s asks to join %(community)s."),
    "join_request.accepted": gettext_noop("You are now in %(community)s."),
    "join_request.declined": gettext_noop("%(community)s did not take your request to join this time."),
    "membership.started": gettext_noop("%(by)s added you to %(community)s."),
    "membership.joined": gettext_noop("%(person)s joined %(community)s."),
    "membership.ended": gettext_noop("You are no longer in %(community)s."),
    "mentorship.given": gettext_noop("You look after %(member)s in %(community)s, as a mentor."),
    "mentorship.started": gettext_noop("%(mentor)s is your mentor in %(community)s."),
    "mentorship.ended": gettext_noop("%(mentor)s is no longer the mentor of %(member)s in %(community)s."),
}
