"""Fixed vocabulary of the library."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckName(models.TextChoices):
    """What an exit check of a template can ask. The rooms above know how to look; a template only names it.

    A check is written ``name`` or ``name:number``, e.g. ``chart_points:3``.
    """

    PROBLEM_CHECKER = "problem_checker_at_least", _("The problem passes the checker")
    TEAM_AGREED = "team_agreed", _("The team agreed")
    EVIDENCE_KINDS = "evidence_kinds", _("Several kinds of evidence")
    EVIDENCE_VOICE = "evidence_voice", _("Students or families were heard")
    EVIDENCE_DATA = "evidence_data", _("Data was looked at")
    CAUSE = "cause_with_evidence", _("A cause with evidence, inside our control")
    NEEDS = "both_needs_written", _("The students’ need and our own are written")
    GOAL_PAIR = "goal_pair_complete", _("Both goals are complete")
    RESTATES = "every_member_restates_goal", _("Every member can say the goal")
    STRATEGY = "strategy_linked", _("The strategy answers the cause and serves the goal")
    THEORY = "theory_complete", _("The theory of action is complete")
    FIRST_USE = "first_use_date", _("The day of first use is set")
    PREDICTION = "prediction_locked", _("The prediction is locked")
    TRY = "every_member_has_one_thing_to_try", _("Each member has one thing to try")
    VISITS = "visit_shared_per_pair", _("A visit or clip is shared per pair")
    USE = "use_recorded_by_most", _("Use is recorded by most members")
    CHART = "chart_points", _("Points on the chart since the start")
    DECISION = "decision_with_reason", _("A decision with its reason")
    NEXT = "next_step_named", _("A new iteration or a hand-over")
    MESSAGE = "message_sent", _("Families or students were told")
    REFLECTIONS = "reflections_from_most", _("Most members looked back")
    ANSWERS = "prompts_answered", _("Questions of the stage are answered")
    PLAN = "plan_steps", _("Steps with a name and a day")
    STORY = "story_published", _("The story is shared")


#: Which checks take a number, and the one they take when none is written.
NUMBERED: dict[CheckName, int] = {
    CheckName.PROBLEM_CHECKER: 5,
    CheckName.EVIDENCE_KINDS: 2,
    CheckName.CHART: 3,
    CheckName.ANSWERS: 1,
    CheckName.PLAN: 1,
}


class EvidenceStrength(models.TextChoices):
    """How well a strategy is backed by studies (tiers as in US law, in plain words)."""

    STRONG = "strong", _("Strong: at least one good experiment")
    MODERATE = "moderate", _("Moderate: good comparison studies")
    PROMISING = "promising", _("Promising: goes together with better results")
    RATIONALE = "rationale", _("A reasoned idea, being tried")


class Audience(models.TextChoices):
    """Who may read what a community publishes."""

    TEAM = "team", _("The team")
    SCHOOL = "school", _("Staff of the school and its leaders")
    DISTRICT = "district", _("Staff of the district")
    PUBLIC = "public", _("Everyone, families too")


class ProtocolUse(models.TextChoices):
    """What a protocol is used for; people look for one by this."""

    DATA = "data", _("Read data together")
    WORK = "work", _("Look at student work")
    RESULTS = "results", _("Go from results to groups")
    QUALITY = "quality", _("Agree on targets and quality")
    CAUSE = "cause", _("Find causes")
    PLAN = "plan", _("Plan and prepare")
    IMPROVE = "improve", _("Make something better")
    PROBLEM = "problem", _("Open up a stuck problem")
    TEXT = "text", _("Learn from a text")
    VOICE = "voice", _("Hear every voice")
    VISIT = "visit", _("Talk after a visit")
    DECIDE = "decide", _("Decide together")
    TEAM = "team", _("Look after the team")


class Activity(models.TextChoices):
    """What members do in good company (S2-36). The balance of a team is looked at over these."""

    CARE = "care", _("Care")
    ANALYZE = "analyze", _("Analyze")
    REFLECT = "reflect", _("Reflect")
    INQUIRE = "inquire", _("Inquire")


class StepMode(models.TextChoices):
    """How people work in a step of a protocol."""

    TALK = "talk", _("Talk")
    ROUND = "round", _("Round, one after the other")
    WRITE = "write", _("Write alone, shown together")
    READ = "read", _("Quiet, each alone")
    PAIRS = "pairs", _("In twos or small groups")
    DOTS = "dots", _("Place dots")
    VOTE = "vote", _("Vote from zero to five")


class Speaks(models.TextChoices):
    """Who may speak in a step."""

    EVERYONE = "everyone", _("Everyone may speak")
    NOBODY = "nobody", _("Nobody speaks")
    FACILITATOR = "facilitator", _("The facilitator speaks")
    PRESENTER = "presenter", _("The presenter speaks")
    GROUP = "group", _("Everyone but the presenter")
    ONE = "one", _("One at a time, in turn")
    PAIRS = "pairs", _("Partners speak with each other")
    LOW = "low", _("First those who voted low")
    INNER = "inner", _("The inner circle speaks")
    OUTER = "outer", _("The outer circle speaks")
    STUDENTS = "students", _("Students speak")
    HOST = "host", _("The host speaks")
    VISITOR = "visitor", _("The visitor speaks")


class Mark(models.TextChoices):
    """What a written line is: seen, or thought (S3-35)."""

    NOTE = "note", _("Note")
    OBSERVATION = "observation", _("Observation")
    INFERENCE = "inference", _("Inference")
    QUESTION = "question", _("Question")
