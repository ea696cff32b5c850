"""Fixed vocabulary of surveys: who is asked, kinds of question, answers, limits."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class SurveyKind(models.TextChoices):
    """How long it is, and how often it comes."""

    PULSE = "pulse", _("Pulse: up to five questions, again and again")
    SURVEY = "survey", _("Survey: up to twenty questions, once or twice a year")


class Asked(models.TextChoices):
    """Who answers. The first two sign in; the others come by a link and give no name."""

    MEMBERS = "members", _("The members of this community")
    STAFF = "staff", _("Everybody who works in this school or office")
    FAMILIES = "families", _("Families, by a link")
    STUDENTS = "students", _("Students, by a link their teacher opens in class")
    PARTNERS = "partners", _("Community partners, by a link")


#: Who comes by a link.
BY_LINK = frozenset({Asked.FAMILIES, Asked.STUDENTS, Asked.PARTNERS})


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    AGREE = "agree", _("How much do you agree?")
    OFTEN = "often", _("How often?")
    TEXT = "text", _("In own words")


#: Answers of a closed question, from the low end to the high end. What is stored is the place in the list.
SCALES = {
    QuestionKind.AGREE: (_("Not at all"), _("Rather not"), _("Partly"), _("Rather yes"), _("Fully")),
    QuestionKind.OFTEN: (_("Never"), _("Seldom"), _("Sometimes"), _("Often"), _("Always")),
}
#: From this answer on a closed question counts as a yes.
YES_FROM = 4
LONGEST_TEXT = 500

#: What is shown needs this many answers; a community may ask for fewer, never below the lowest.
USUAL_FLOOR = 10
LOWEST_FLOOR = 5
#: Free text tells more of a person than a tick: it always needs this many.
TEXT_FLOOR = 10
MOST_QUESTIONS = {SurveyKind.PULSE: 5, SurveyKind.SURVEY: 20}
#: Nobody is asked for more than one pulse in so many days.
DAYS_BETWEEN_PULSES = 7
#: Below this share of answers the picture may be one of those who like to answer.
LOW_RESPONSE = 0.6


class Facet(models.TextChoices):
    """What a starter question is about."""

    LEARNING = "learning", _("What is being learned")
    TALKING = "talking", _("Talking with the school")
    BELONGING = "belonging", _("Being known and welcome")
    YOUNGER = "younger", _("Grades 3 to 5")
    OLDER = "older", _("Grades 6 to 12")
    MEETING = "meeting", _("Our meetings")
    RESPECT = "respect", _("Respect")
    COMPETENCE = "competence", _("Doing one’s part")
    REGARD = "regard", _("Caring for each other")
    INTEGRITY = "integrity", _("Keeping one’s word")
    HELP = "help", _("Helping the school")


#: What trust among colleagues is made of; a pulse asks for one of each (S2-41).
TRUST = (Facet.RESPECT, Facet.COMPETENCE, Facet.REGARD, Facet.INTEGRITY)


class Topic(models.TextChoices):
    """The eight protected areas of the federal rule on asking students (20 U.S.C. 1232h)."""

    POLITICS = "politics", _("political beliefs")
    MIND = "mind", _("mental or psychological problems")
    SEX = "sex", _("sexual behavior or attitudes")
    LAW = "law", _("illegal or self-harming behavior")
    FAMILY = "family", _("critical views of family members")
    PRIVILEGED = "privileged", _("talks with a lawyer, doctor or minister")
    RELIGION = "religion", _("religious practice or belief")
    INCOME = "income", _("family income")


#: What people are told about surveys.
SENTENCES = {
    "survey.asked": gettext_noop("%(community)s asks you: “%(survey)s”. %(count)s questions, until %(day)s."),
}
