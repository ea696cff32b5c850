"""What a team finds out: answers, problem, needs, evidence, causes."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts.models import Person
from trellis.practice.cycles.models import Answer, Cause, Cycle, Evidence, Need, ProcessStep, Voice
from trellis.practice.cycles.operations.guard import journal, take_cycle
from trellis.practice.cycles.rules.problem import QUESTIONS
from trellis.practice.cycles.words import EvidenceKind, NeedSide, VoiceKind

#: A chain of whys longer than this has left the classroom.
DEEPEST_WHY = 7


@transaction.atomic
def answer_prompt(
    *,
    by: Person,
    cycle: Cycle,
    position: int,
    prompt: str,
    text: str,
    seen_version: int | None = None,
    now: datetime | None = None,
) -> Answer:
    """Write the team's answer to a prompt; saved as it is typed. Not in the journal: it is the work itself.

    Raises:
        NotFound: when the stage has no such prompt.
        Conflict: when somebody else wrote since this person read (``seen_version``); nothing is lost.
    """
    locked = take_cycle(by, cycle)
    stage = locked.stages.select_related("definition").filter(position=position).first()
    if stage is None or prompt not in {entry["key"] for entry in stage.definition.prompts}:
        raise NotFound(_("There is no such question in this stage."))
    if len(text) > 10_000:
        raise Invalid(_("This is very long. Keep an answer under 10,000 characters."))
    moment = now or timezone.now()
    answer = Answer.objects.select_for_update().filter(stage=stage, prompt=prompt).first()
    if answer is None:
        return Answer.objects.create(
            stage=stage, prompt=prompt, text=text.strip(), changed_by=by, changed_at=moment
        )
    if seen_version is not None and seen_version != answer.version and answer.text != text.strip():
        raise Conflict(
            _("%(name)s wrote here in the meantime. Your words were not saved; copy them, then reload.")
            % {"name": answer.changed_by.full_name}
        )
    if answer.text != text.strip():
        answer.text, answer.version = text.strip(), answer.version + 1
        answer.changed_by, answer.changed_at = by, moment
        answer.save()
    return answer


@transaction.atomic
def state_problem(
    *,
    by: Person,
    cycle: Cycle,
    statement: str,
    answers: Mapping[str, bool],
    topic: str = "",
    now: datetime | None = None,
) -> Cycle:
    """Write the problem and the team's answers to the checker (S0-40). Other words need a new yes from all.

    Raises:
        Invalid: without a statement.
    """
    locked = take_cycle(by, cycle)
    if not statement.strip():
        raise Invalid(
            _("Write the problem first."),
            {"statement": _("One or two sentences: which students, which skill, seen where.")},
        )
    problem = locked.problem
    reworded = problem.statement.strip() != statement.strip()
    problem.statement, problem.topic = statement.strip(), topic
    problem.answers = {question.key: bool(answers.get(question.key)) for question in QUESTIONS}
    problem.changed_at = now or timezone.now()
    problem.save()
    if reworded:
        Voice.objects.filter(cycle__problem=problem, cycle__state="running", kind=VoiceKind.AGREES).delete()
    journal(by, locked, "problem.stated", {"reworded": reworded})
    return locked


@transaction.atomic
def share_problem(*, by: Person, cycle: Cycle, now: datetime | None = None) -> Cycle:
    """Offer the problem to other teams: they may take it up, and goals are seen side by side (S0-30)."""
    locked = take_cycle(by, cycle)
    if not locked.problem.statement.strip():
        raise Invalid(_("Write the problem first."))
    if locked.hidden:
        raise Conflict(_("This is a trial inside the team. Show it first, then share its problem."))
    if locked.problem.shared_at is None:
        locked.problem.shared_at = now or timezone.now()
        locked.problem.save(update_fields=["shared_at"])
        journal(by, locked, "problem.shared")
    return locked


@transaction.atomic
def write_need(
    *, by: Person, cycle: Cycle, side: NeedSide, statement: str, now: datetime | None = None
) -> Need:
    """Write what students need, or what we need to learn (S1-13). Neither can be emptied (S4-21).

    Raises:
        Invalid: for an empty need.
    """
    locked = take_cycle(by, cycle)
    if not statement.strip():
        raise Invalid(_("A need cannot be empty."), {str(side): _("One sentence is enough.")})
    need, _made = Need.objects.update_or_create(
        cycle=locked,
        side=side,
        defaults={"statement": statement.strip(), "changed_by": by, "changed_at": now or timezone.now()},
    )
    journal(by, locked, "need.written", {"side": str(side)})
    return need


@transaction.atomic
def add_evidence(
    *,
    by: Person,
    cycle: Cycle,
    kind: EvidenceKind,
    title: str,
    says: str,
    seen_on: date | None = None,
    now: datetime | None = None,
) -> Evidence:
    """Add something that shows how things are (S0-41).

    Raises:
        Invalid: without a title or what it says, or seen in the future.
    """
    locked = take_cycle(by, cycle)
    moment = now or timezone.now()
    problems = {}
    if not title.strip():
        problems["title"] = _("Name it, e.g. “September fractions check”.")
    if not says.strip():
        problems["says"] = _("Say in one sentence what it shows.")
    if seen_on is not None and seen_on > timezone.localdate(moment):
        problems["seen_on"] = _("This day is still to come.")
    if problems:
        raise Invalid(_("The evidence is not complete yet."), problems)
    evidence = Evidence.objects.create(
        cycle=locked,
        kind=kind,
        title=title.strip(),
        says=says.strip(),
        seen_on=seen_on,
        added_by=by,
        added_at=moment,
    )
    journal(by, locked, "evidence.added", {"kind": str(kind)})
    return evidence


@transaction.atomic
def remove_evidence(*, by: Person, cycle: Cycle, pk: str, now: datetime | None = None) -> Evidence:
    """Take a piece of evidence away; causes and troubles that rested on it become assumptions again."""
    locked = take_cycle(by, cycle)
    evidence = Evidence.objects.filter(cycle=locked, public_id=pk, removed_at=None).first()
    if evidence is None:
        raise NotFound(_("There is no such evidence here."))
    evidence.removed_at = now or timezone.now()
    evidence.save(update_fields=["removed_at"])
    Cause.objects.filter(evidence=evidence).update(evidence=None)
    ProcessStep.objects.filter(evidence=evidence).update(evidence=None)
    journal(by, locked, "evidence.removed")
    return evidence


def evidence_in(cycle: Cycle, pk: str) -> Evidence | None:
    """Return the evidence of this cycle that is named, or nothing for no name.

    Raises:
        Invalid: for evidence of another cycle, or taken away.
    """
    if not pk:
        return None
    found = Evidence.objects.filter(cycle=cycle, public_id=pk, removed_at=None).first()
    if found is None:
        raise Invalid(_("That evidence is not in this cycle."), {"evidence": _("Choose another one.")})
    return found


@transaction.atomic
def add_cause(
    *,
    by: Person,
    cycle: Cycle,
    statement: str,
    because_of: str = "",
    evidence: str = "",
    within_control: bool = False,
    now: datetime | None = None,
) -> Cause:
    """Add a why, on its own or below another one (S0-42). Without evidence it stays an assumption.

    Raises:
        Invalid: without words, with evidence or a why of another cycle, or below seven whys.
    """
    locked = take_cycle(by, cycle)
    if not statement.strip():
        raise Invalid(_("Write why."), {"statement": _("One sentence: because …")})
    above = Cause.objects.filter(cycle=locked, public_id=because_of).first() if because_of else None
    if because_of and above is None:
        raise Invalid(_("That why is not in this cycle."))
    depth, at = 1, above
    while at is not None:
        depth, at = depth + 1, at.because_of
    if depth > DEEPEST_WHY:
        raise Invalid(_("Seven whys are deep enough. Choose the one that is yours to change."))
    cause = Cause.objects.create(
        cycle=locked,
        because_of=above,
        statement=statement.strip(),
        evidence=evidence_in(locked, evidence),
        within_control=within_control,
        added_by=by,
        added_at=now or timezone.now(),
    )
    journal(by, locked, "cause.added", {"assumption": cause.is_assumption})
    return cause


@transaction.atomic
def back_cause(*, by: Person, cycle: Cycle, pk: str, evidence: str, within_control: bool) -> Cause:
    """Say what backs a cause, or that nothing does, and whether it is ours to change."""
    locked = take_cycle(by, cycle)
    cause = Cause.objects.filter(cycle=locked, public_id=pk).first()
    if cause is None:
        raise NotFound(_("There is no such cause here."))
    cause.evidence, cause.within_control = evidence_in(locked, evidence), within_control
    cause.save(update_fields=["evidence", "within_control"])
    journal(by, locked, "cause.backed", {"assumption": cause.is_assumption})
    return cause
