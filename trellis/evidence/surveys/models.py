"""Tables of surveys. Who was asked and what was answered never stand in one row."""

from django.conf import settings
from django.db import models

from trellis.evidence.surveys.words import USUAL_FLOOR, Asked, QuestionKind, SurveyKind
from trellis.kit.ids import new_public_id
from trellis.kit.models import Identified


class Survey(Identified):
    """Questions that a community asks, once or again and again.

    States: draft (no round yet) -> in use (questions stand still) -> retired (``retired_on``).

    Purpose: a community hears what it cannot see.
    privacy: none; keeps: always
    """

    community = models.ForeignKey("people.Community", on_delete=models.PROTECT, related_name="surveys")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=SurveyKind)
    asked = models.CharField(max_length=20, choices=Asked)
    purposes = models.JSONField(default=dict, help_text="Why we ask, by language; shown to those asked.")
    floor = models.PositiveSmallIntegerField(
        default=USUAL_FLOOR, help_text="Answers needed before anything shows."
    )
    topics = models.JSONField(default=list, help_text="Protected areas that a question touches.")
    guardians_told_on = models.DateField(
        null=True, blank=True, help_text="When guardians were told and could say no."
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="surveys_made"
    )
    made_at = models.DateTimeField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "evidence_survey"
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return self.name


class Question(Identified):
    """One question of a survey, in one or more languages.

    Purpose: what people are asked.
    privacy: none; keeps: always
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=QuestionKind)
    texts = models.JSONField(help_text="The wording by language.")

    class Meta:
        db_table = "evidence_survey_question"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["survey", "position"], name="one_question_a_position"),
        )

    def __str__(self) -> str:
        return f"Question {self.position}"


class SurveyRound(Identified):
    """One time of asking. Nothing is shown before it is closed: a growing count would tell who came last.

    States: open -> closed (``closed_at``, or the day after ``closes_on``).

    Purpose: when was asked, and how many could answer.
    privacy: none; keeps: always
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="rounds")
    opens_on = models.DateField()
    closes_on = models.DateField()
    code = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    asked_count = models.PositiveIntegerField(null=True, blank=True, help_text="How many could answer.")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="survey_rounds_opened"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_survey_round"
        ordering = ("opens_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="round_has_days"
            ),
        )

    def __str__(self) -> str:
        return f"Round of {self.opens_on:%Y-%m-%d}"


class SurveyTicket(models.Model):
    """That a person is asked in a round, and whether they have answered; not when, and not what.

    Purpose: everybody answers once; nobody is shown this list.
    privacy: staff; keeps: until the round is closed
    """

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="tickets")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="survey_tickets"
    )
    is_pulse = models.BooleanField()
    used = models.BooleanField(default=False)

    class Meta:
        db_table = "evidence_survey_ticket"
        constraints = (models.UniqueConstraint(fields=["round", "person"], name="asked_once_a_round"),)

    def __str__(self) -> str:
        return f"Ticket {self.pk}"


class AnswerSet(models.Model):
    """What one person answered, without the person, the hour or an order.

    The key is drawn by chance, so that the rows stand in no order of arrival.

    Purpose: what was said.
    privacy: staff; keeps: always
    """

    id = models.CharField(max_length=26, primary_key=True, default=new_public_id, editable=False)
    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="answer_sets")
    language = models.CharField(max_length=10)
    given = models.JSONField(help_text="Answer by public id of the question.")

    class Meta:
        db_table = "evidence_survey_answers"

    def __str__(self) -> str:
        return "Answers"
