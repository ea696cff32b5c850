"""Gathers the facts of a cycle for its exit checks: a fixed number of queries, whatever the cycle holds."""

from dataclasses import dataclass
from datetime import date

from trellis.evidence.measures.models import DataPoint
from trellis.evidence.measures.queries import live_points
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.practice.cycles.models import (
    Adjustment,
    Answer,
    Cause,
    Cycle,
    Decision,
    Evidence,
    Experiment,
    FamilyMessage,
    Need,
    PlanStep,
    Stage,
    Story,
    StrategyInUse,
    StudyDesign,
    Theory,
    UseRecord,
    Voice,
)
from trellis.practice.cycles.rules.checks import Finding, look
from trellis.practice.cycles.rules.facts import CauseFact, Facts
from trellis.practice.cycles.rules.problem import check_problem
from trellis.practice.cycles.words import Choice, CycleState, EvidenceKind, NeedSide, VoiceKind
from trellis.practice.library.rules import exit_check


@dataclass(frozen=True)
class Work:
    """Everything inside a cycle, read once. For members only: the caller opens the cycle first."""

    cycle: Cycle
    members: list[Person]
    stages: list[Stage]
    answers: list[Answer]
    needs: list[Need]
    evidence: list[Evidence]
    causes: list[Cause]
    strategy: StrategyInUse | None
    theories: list[Theory]
    experiment: Experiment | None
    study: StudyDesign | None
    plan_steps: list[PlanStep]
    use_records: list[UseRecord]
    adjustments: list[Adjustment]
    points: list[DataPoint]
    voices: list[Voice]
    decision: Decision | None
    messages: list[FamilyMessage]
    story: Story | None
    has_following: bool

    @property
    def stage(self) -> Stage:
        """The stage the team is in: the first that is not passed, else the last."""
        return next((stage for stage in self.stages if stage.passed_at is None), self.stages[-1])

    @property
    def kinds(self) -> tuple[EvidenceKind, ...]:
        """The kinds of evidence there are."""
        return tuple(EvidenceKind(piece.kind) for piece in self.evidence)

    @property
    def use_starts_on(self) -> date | None:
        """The day of first use."""
        return self.strategy.starts_on if self.strategy else None


def work_of(cycle: Cycle) -> Work:
    """Read everything inside a cycle in a fixed number of queries."""
    return Work(
        cycle=cycle,
        members=working_members_of(cycle.community),
        stages=list(Stage.objects.filter(cycle=cycle).select_related("definition").order_by("position")),
        answers=list(Answer.objects.filter(stage__cycle=cycle).select_related("changed_by")),
        needs=list(Need.objects.filter(cycle=cycle)),
        evidence=list(Evidence.objects.filter(cycle=cycle, removed_at=None)),
        causes=list(Cause.objects.filter(cycle=cycle).select_related("evidence")),
        strategy=StrategyInUse.objects.filter(cycle=cycle).select_related("cause", "serves", "card").first(),
        theories=list(Theory.objects.filter(cycle=cycle)),
        experiment=Experiment.objects.filter(cycle=cycle).first(),
        study=StudyDesign.objects.filter(cycle=cycle)
        .select_related("before__assessment", "after__assessment")
        .first(),
        plan_steps=list(PlanStep.objects.filter(cycle=cycle).select_related("who")),
        use_records=list(UseRecord.objects.filter(cycle=cycle).select_related("person")),
        adjustments=list(
            Adjustment.objects.filter(cycle=cycle).select_related("written_by", "point__measure", "evidence")
        ),
        points=live_points(cycle.measure) if cycle.measure else [],
        voices=list(Voice.objects.filter(cycle=cycle).select_related("person", "with_person")),
        decision=Decision.objects.filter(cycle=cycle).prefetch_related("participants").first(),
        messages=list(FamilyMessage.objects.filter(cycle=cycle)),
        story=Story.objects.filter(cycle=cycle).first(),
        has_following=Cycle.objects.filter(previous=cycle).exists(),
    )


def facts_of(work: Work, stage: Stage | None = None) -> Facts:
    """Return the facts of a cycle; answered prompts are those of ``stage`` (default: where the team is)."""
    here = stage or work.stage
    start = work.use_starts_on
    voices: dict[VoiceKind, frozenset[int]] = {
        kind: frozenset(voice.person_id for voice in work.voices if voice.kind == kind) for kind in VoiceKind
    }
    pairs = (
        frozenset({voice.person_id, voice.with_person_id})
        for voice in work.voices
        if voice.kind == VoiceKind.VISITED and voice.with_person_id
    )
    answers = check_problem(work.cycle.problem.answers, work.kinds)
    return Facts(
        members={person.pk: person.called for person in work.members},
        checker_yes=sum(verdict.yes for verdict in answers),
        problem_stated=bool(work.cycle.problem.statement.strip()),
        evidence=work.kinds,
        causes=tuple(CauseFact(not cause.is_assumption, cause.within_control) for cause in work.causes),
        needs=frozenset(NeedSide(need.side) for need in work.needs if need.statement.strip()),
        student_goal=work.cycle.student_goal_id is not None,
        educator_goal=work.cycle.educator_goal_id is not None,
        has_strategy=work.strategy is not None,
        strategy_has_cause=bool(work.strategy and work.strategy.cause_id),
        strategy_has_goal=bool(work.strategy and work.strategy.serves_id),
        practice_change=bool(work.strategy and work.strategy.practice_change.strip()),
        use_starts_on=start,
        theory=bool(work.theories),
        locked=bool(work.experiment and work.experiment.locked_at),
        voices=voices,
        visited_with=frozenset(frozenset(pair) for pair in pairs),
        used_by=frozenset(entry.person_id for entry in work.use_records),
        points_since_start=sum(1 for point in work.points if start and point.on >= start),
        decided=work.decision is not None,
        next_named=bool(
            work.decision
            and (work.has_following or work.decision.handed_to or work.decision.choice == Choice.STOP)
        ),
        told=bool(work.messages),
        answered=sum(1 for answer in work.answers if answer.stage_id == here.pk and answer.text.strip()),
        plan_steps=len(work.plan_steps),
        story_published=bool(work.story and work.story.published_at),
    )


def findings_of(work: Work, stage: Stage) -> list[Finding]:
    """Look at every exit check of a stage."""
    facts = facts_of(work, stage)
    return [look(exit_check(written), facts) for written in stage.definition.checks]


def is_running(work: Work) -> bool:
    """Whether the work can still be changed."""
    return work.cycle.state == CycleState.RUNNING


#: Up to so many members all are named where people are chosen; beyond, those who did something in the cycle.
ALL_NAMED = 60


def who_took_part(work: Work, asking: int) -> list[Person]:
    """Return the members to choose from: all of a team, of a large community those who are in the work."""
    if len(work.members) <= ALL_NAMED:
        return work.members
    active = {entry.person_id for entry in work.use_records} | {voice.person_id for voice in work.voices}
    active |= {step.who_id for step in work.plan_steps} | {asking}
    return [person for person in work.members if person.pk in active]
