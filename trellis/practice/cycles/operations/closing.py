"""Ends cycles: the decision and its next round, the message, the story."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.evidence.measures.queries import student_names_in
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import members_of, working_members_of
from trellis.people.notices.operations import tell
from trellis.practice.cycles.models import (
    Cause,
    Cycle,
    Decision,
    Evidence,
    FamilyMessage,
    Need,
    Story,
    StrategyInUse,
)
from trellis.practice.cycles.operations.guard import journal, path_of, take_cycle
from trellis.practice.cycles.operations.launching import FirstEvidence, Start, launch_cycle
from trellis.practice.cycles.operations.mapping import copy_process_steps
from trellis.practice.cycles.operations.standards import copy_standards
from trellis.practice.cycles.queries.evaluating import evaluation_of
from trellis.practice.cycles.queries.facts import work_of
from trellis.practice.cycles.queries.seeing import relations_to_cycle
from trellis.practice.cycles.queries.stories import draft_of
from trellis.practice.cycles.rules.evaluating import reader_sentence
from trellis.practice.cycles.rules.may import may_publish_story, may_read_work
from trellis.practice.cycles.rules.names import names_left
from trellis.practice.cycles.words import Audience, Choice, EvidenceKind, NeedSide, Reach
from trellis.practice.goals.models import Goal
from trellis.practice.goals.operations import pair_goals


@transaction.atomic
def decide_cycle(
    *,
    by: Person,
    cycle: Cycle,
    choice: Choice,
    reason: str,
    participants: Sequence[str],
    worked: str = "",
    did_not: str = "",
    surprised: str = "",
    handed_to: str = "",
    now: datetime | None = None,
) -> Decision:
    """Keep, adapt, stop or spread, with the reason and who decided (S0-29, S0-48).

    Adapt makes the next round at once, prefilled; keep does too unless somebody else carries it on; spread
    names who takes it on; stop ends it. "It did not work" is a good ending.

    Raises:
        Invalid: without a reason, participants of the team, or (spread) someone to take it on.
        Conflict: when it is decided already.
    """
    locked = take_cycle(by, cycle)
    if Decision.objects.filter(cycle=locked).exists():
        raise Conflict(_("This is decided already."))
    members = {person.public_id: person for person in working_members_of(locked.community)}
    problems = {}
    if not reason.strip():
        problems["reason"] = _("A decision has a reason. One sentence is enough.")
    if not participants or not set(participants) <= set(members):
        problems["participants"] = _("Who of the team decided this?")
    if choice == Choice.SPREAD and not handed_to.strip():
        problems["handed_to"] = _("Who will try it next?")
    if problems:
        raise Invalid(_("The decision is not complete yet."), problems)
    moment = now or timezone.now()
    decision = Decision.objects.create(
        cycle=locked,
        choice=choice,
        reason=reason.strip(),
        worked=worked.strip(),
        did_not=did_not.strip(),
        surprised=surprised.strip(),
        handed_to=handed_to.strip(),
        decided_on=timezone.localdate(moment),
        decided_by=by,
    )
    decision.participants.set([members[pk] for pk in participants])
    journal(by, locked, "cycle.decided", {"choice": str(choice)})
    if choice == Choice.ADAPT or (choice == Choice.KEEP and not handed_to.strip()):
        _begin_next_round(by, locked, moment)
    tell(
        people=[person for person in members.values() if person.pk != by.pk],
        kind="cycle.decided",
        words={"cycle": locked.name, "by": by.full_name},
        path=path_of(locked),
        object_kind="cycle",
        object_id=locked.public_id,
        now=moment,
    )
    return decision


def _begin_next_round(by: Person, cycle: Cycle, moment: datetime) -> Cycle:
    """Make the next iteration: same problem, with what was found out, goals, strategy and theory."""
    work = work_of(cycle)
    needs = {need.side: need for need in work.needs}
    first = work.evidence[0] if work.evidence else None
    following = launch_cycle(
        by=by,
        community=cycle.community,
        template=cycle.template,
        start=Start(
            name=cycle.name,
            need=needs[NeedSide.STUDENT].statement,
            evidence=FirstEvidence(
                EvidenceKind(first.kind) if first else EvidenceKind.TESTS,
                first.title if first else cycle.name,
                first.says if first else needs[NeedSide.STUDENT].statement,
            ),
            starts_on=timezone.localdate(moment) + timedelta(days=1),
            weeks=sum(stage.weeks for stage in work.stages),
            question=cycle.question,
            safe_to_try=cycle.hidden,
            problem=cycle.problem,
        ),
        previous=cycle,
        now=moment,
    )
    if NeedSide.EDUCATOR in needs:
        own = needs[NeedSide.EDUCATOR]
        Need.objects.create(
            cycle=following, side=own.side, statement=own.statement, changed_by=by, changed_at=moment
        )
    kept = _copy_evidence(work.evidence, following)
    causes = _copy_causes(work.causes, following, kept)
    copy_process_steps(cycle, following, kept)
    following.measure = cycle.measure
    _copy_goals(by, cycle, following, work.points[-1].value if work.points else None, moment)
    following.save()
    copy_standards(cycle, following)
    _copy_strategy(work.strategy, following, causes, moment)
    if work.theories:
        newest = work.theories[0]
        newest.pk, newest.cycle, newest.version = None, following, 1
        newest._state.adding = True
        newest.save()
    return following


def _copy_evidence(evidence: Sequence[Evidence], following: Cycle) -> dict[int, Evidence]:
    """Carry evidence over; the first one came along with the launch."""
    kept: dict[int, Evidence] = {}
    started = Evidence.objects.filter(cycle=following).first()
    for index, piece in enumerate(evidence):
        if index == 0 and started is not None:
            kept[piece.pk] = started
            continue
        kept[piece.pk] = Evidence.objects.create(
            cycle=following,
            kind=piece.kind,
            title=piece.title,
            says=piece.says,
            seen_on=piece.seen_on,
            added_by=piece.added_by,
            added_at=piece.added_at,
        )
    return kept


def _copy_causes(
    causes: Sequence[Cause], following: Cycle, evidence: dict[int, Evidence]
) -> dict[int, Cause]:
    copies: dict[int, Cause] = {}
    for cause in causes:
        copies[cause.pk] = Cause.objects.create(
            cycle=following,
            because_of=copies.get(cause.because_of_id or 0),
            statement=cause.statement,
            evidence=evidence.get(cause.evidence_id or 0),
            within_control=cause.within_control,
            added_by=cause.added_by,
            added_at=cause.added_at,
        )
    return copies


def _copy_goals(
    by: Person, cycle: Cycle, following: Cycle, last_value: Decimal | None, moment: datetime
) -> None:
    """Carry the goal pair over, with today's value as the baseline where the chart knows it."""
    student = _copied(by, cycle.student_goal, following, moment)
    educator = _copied(by, cycle.educator_goal, following, moment)
    if student is not None:
        if last_value is not None and student.measure_id == following.measure_id:
            student.baseline, student.baseline_unknown = round(last_value, 2), False
        student.save()
    if educator is not None:
        educator.save()
    following.student_goal, following.educator_goal = student, educator
    if student is not None and educator is not None:
        pair_goals(student=student, educator=educator)


def _copied(by: Person, goal: Goal | None, following: Cycle, moment: datetime) -> Goal | None:
    if goal is None:
        return None
    return Goal(
        community=goal.community,
        kind=goal.kind,
        type=goal.type,
        who=goal.who,
        measure=goal.measure,
        measured_by=goal.measured_by,
        unit=goal.unit,
        baseline=goal.baseline,
        baseline_unknown=goal.baseline_unknown,
        target=goal.target,
        direction=goal.direction,
        due_on=following.ends_on,
        equity_note=goal.equity_note,
        written_by=by,
        written_at=moment,
    )


def _copy_strategy(
    strategy: StrategyInUse | None, following: Cycle, causes: dict[int, Cause], moment: datetime
) -> None:
    """Carry the strategy over without its day of first use: that is set, and predicted for, anew."""
    if strategy is None:
        return
    StrategyInUse.objects.create(
        cycle=following,
        card=strategy.card,
        name=strategy.name,
        practice_change=strategy.practice_change,
        times_a_week=strategy.times_a_week,
        material=strategy.material,
        gives_up=strategy.gives_up,
        cause=causes.get(strategy.cause_id or 0),
        serves=following.student_goal,
        changed_at=moment,
    )


@transaction.atomic
def tell_families(
    *,
    by: Person,
    cycle: Cycle,
    reach: Reach,
    text_en: str,
    text_es: str,
    told_on: date | None = None,
) -> FamilyMessage:
    """Keep what families or students were told, in both languages.

    Raises:
        Invalid: when one of the languages is missing, or a student is named.
    """
    locked = Cycle.objects.select_related("community__organization").get(pk=cycle.pk)
    if not may_read_work(relations_to_cycle(by, locked)):
        raise NotFound(_("There is no such cycle, or it is not open to you."))
    problems = {
        field: _("Families read English and Spanish.")
        for field, text in (("text_en", text_en), ("text_es", text_es))
        if not text.strip()
    }
    if problems:
        raise Invalid(_("The message needs both languages."), problems)
    named = student_names_in(f"{text_en} {text_es}", locked.community.organization)
    if named:
        raise Invalid(_("A student is named. Say it without names."), {"text_en": ", ".join(named)})
    message = FamilyMessage.objects.create(
        cycle=locked,
        reach=reach,
        text_en=text_en.strip(),
        text_es=text_es.strip(),
        told_on=told_on or timezone.localdate(),
        told_by=by,
    )
    journal(by, locked, "cycle.families_told", {"reach": str(reach)})
    return message


def _take_story(by: Person, cycle: Cycle) -> Cycle:
    """Stories are written and shown after the close too; only members do it."""
    locked = (
        Cycle.objects.select_for_update(of=("self",))
        .select_related("community__organization", "template", "problem", "measure")
        .get(pk=cycle.pk)
    )
    relations = relations_to_cycle(by, locked)
    if not may_read_work(relations):
        raise NotFound(_("There is no such cycle, or it is not open to you."))
    if not may_publish_story(relations):
        raise Refused(_("Only members of this community tell its stories."))
    return locked


@transaction.atomic
def draft_story(*, by: Person, cycle: Cycle, now: datetime | None = None) -> Story:
    """Draft the story from the records, with the names of members taken out; a story that is there stays."""
    locked = _take_story(by, cycle)
    story = Story.objects.filter(cycle=locked).first()
    if story is not None:
        return story
    draft = draft_of(work_of(locked))
    return Story.objects.create(
        cycle=locked, title=draft.title, text=draft.text, changed_at=now or timezone.now()
    )


@transaction.atomic
def publish_story(
    *,
    by: Person,
    cycle: Cycle,
    title: str,
    text: str,
    title_es: str = "",
    text_es: str = "",
    audience: Audience,
    now: datetime | None = None,
) -> Story:
    """Show the story to the people the team chose. Beyond the team, nobody in it is named.

    What may be said of the effect is kept with it, as exactly as these readers may know it.

    Raises:
        Invalid: without words, with a name in it, or (everyone) without Spanish.
    """
    locked = _take_story(by, cycle)
    problems = {}
    if not title.strip():
        problems["title"] = _("A story has a title.")
    if not text.strip():
        problems["text"] = _("Say what you saw, did and learned.")
    if audience == Audience.PUBLIC and not (title_es.strip() and text_es.strip()):
        problems["text_es"] = _("Families read English and Spanish. Add the Spanish title and text.")
    whole = " ".join((title, text, title_es, text_es))
    if audience != Audience.TEAM:
        people = [membership.person for membership in members_of(locked.community)]
        named = names_left(whole, [person.called for person in people], [p.full_name for p in people])
        named += student_names_in(whole, locked.community.organization)
        if named:
            problems["text"] = _("Take these names out first: %(names)s.") % {"names": ", ".join(named)}
    if problems:
        raise Invalid(_("The story is not ready to be shown."), problems)
    moment = now or timezone.now()
    story = Story.objects.filter(cycle=locked).first() or Story(cycle=locked)
    story.title, story.text = title.strip(), text.strip()
    story.title_es, story.text_es = title_es.strip(), text_es.strip()
    story.audience, story.changed_at = audience, moment
    found = evaluation_of(work_of(locked))
    numbers = audience != Audience.PUBLIC
    story.found = reader_sentence(found, "en", with_numbers=numbers) if found else ""
    story.found_es = reader_sentence(found, "es", with_numbers=numbers) if found else ""
    story.published_at, story.published_by = moment, by
    story.save()
    if locked.hidden and audience != Audience.TEAM:
        # a story told to others shows the trial: that is what publishing means (S3-20)
        locked.shown_at = moment
        locked.save(update_fields=["shown_at"])
    journal(by, locked, "story.published", {"audience": str(audience)})
    return story


@transaction.atomic
def take_back_story(*, by: Person, cycle: Cycle) -> Story:
    """Take a story off every page but the team's own."""
    locked = _take_story(by, cycle)
    story = Story.objects.filter(cycle=locked).first()
    if story is None:
        raise NotFound(_("There is no story yet."))
    story.published_at, story.published_by = None, None
    story.save(update_fields=["published_at", "published_by"])
    journal(by, locked, "story.taken_back")
    return story
