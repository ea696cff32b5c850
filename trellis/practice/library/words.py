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
