"""Promises: made in the room, looked at first next time, carried with a reason (S3-16)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import relations_to_community
from trellis.people.journal.operations import record
from trellis.practice.meetings.models import ActionStep, AgendaItem, Meeting, ParkedQuestion, StepReview
from trellis.practice.meetings.operations.guard import journal, take_meeting, topic_of
from trellis.practice.meetings.operations.running import member_of, take_running
from trellis.practice.meetings.rules.may import may_change_work
from trellis.practice.meetings.words import StepOutcome, StepState

#: A promise lies at most this far ahead; what is further is a plan.
FARTHEST = timedelta(days=200)


@transaction.atomic
def make_promise(
    *,
    by: Person,
    meeting: Meeting,
    text: str,
    who: str,
    due_on: date,
    now: datetime | None = None,
) -> ActionStep:
    """Write down who does what by when; it belongs to the item that runs.

    Raises:
        Invalid: without words, a member or a day that is still to come.
        Conflict: when the meeting does not run.
    """
    locked = take_running(by, meeting)
    moment = now or timezone.now()
    owner = member_of(locked, who)
    today = timezone.localdate(moment)
    problems = {}
    if not text.strip():
        problems["text"] = _("What will be done?")
    if not today <= due_on <= today + FARTHEST:
        problems["due_on"] = _("Choose a day that is still to come, this school year.")
    if problems:
        raise Invalid(_("This promise is not complete yet."), problems)
    item = AgendaItem.objects.filter(meeting=locked, started_at__isnull=False, ended_at=None).first()
    step = ActionStep.objects.create(
        community=locked.community,
        meeting=locked,
        item=item,
        text=text.strip()[:500],
        who=owner,
        due_on=due_on,
        made_by=by,
        made_at=moment,
    )
    journal(by, locked, "promise.made", {"promise": step.public_id})
    announce(topic_of(locked), "promises")
    return step


@transaction.atomic
def review_promise(
    *,
    by: Person,
    step: ActionStep,
    outcome: StepOutcome,
    reason: str = "",
    due_on: date | None = None,
    meeting: Meeting | None = None,
    now: datetime | None = None,
) -> StepReview:
    """Say what became of a promise: done, carried to another day with a reason, or dropped with one.

    Nobody above the team hears of it: a promise is between its members (S2-15).

    Raises:
        NotFound: for people who are not of the team.
        Conflict: when it is settled already.
        Invalid: carried or dropped without a reason.
    """
    locked = (
        ActionStep.objects.select_for_update(of=("self",))
        .select_related("community__organization")
        .get(pk=step.pk)
    )
    if not may_change_work(relations_to_community(by, locked.community)):
        raise NotFound(_("There is no such promise, or it is not open to you."))
    if locked.state != StepState.OPEN:
        raise Conflict(_("This promise is settled already."))
    if outcome != StepOutcome.DONE and not reason.strip():
        raise Invalid(_("Say why in a few words."), {"reason": _("For example “Eli was away until Monday”.")})
    moment = now or timezone.now()
    new_day = due_on or locked.due_on + timedelta(weeks=1)
    if outcome == StepOutcome.CARRIED:
        locked.due_on = max(new_day, timezone.localdate(moment))
    else:
        locked.state = StepState.DONE if outcome == StepOutcome.DONE else StepState.DROPPED
        locked.settled_at = moment
    locked.save(update_fields=["due_on", "state", "settled_at"])
    review = StepReview.objects.create(
        step=locked,
        meeting=meeting,
        outcome=outcome,
        reason=reason.strip()[:255],
        due_on=locked.due_on if outcome == StepOutcome.CARRIED else None,
        by=by,
        at=moment,
    )
    record(
        by=by,
        verb="promise.reviewed",
        object_kind="meeting",
        object_id=(meeting or Meeting.objects.get(pk=locked.meeting_id)).public_id,
        organization_id=locked.community.organization_id,
        community_id=locked.community_id,
        data={"promise": locked.public_id, "outcome": str(outcome)},
    )
    if meeting is not None:
        announce(topic_of(meeting), "promises")
    return review


@transaction.atomic
def park_question(
    *,
    by: Person,
    community: Community,
    text: str,
    meeting: Meeting | None = None,
    now: datetime | None = None,
) -> ParkedQuestion:
    """Keep a question for another day: from the parking lot, or between meetings (S3-13).

    Raises:
        NotFound: for people who are not of the team.
        Invalid: without words.
    """
    if meeting is not None:
        take_meeting(by, meeting)
    elif not may_change_work(relations_to_community(by, community)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    if not text.strip():
        raise Invalid(_("What is the question?"), {"text": _("Write it down.")})
    question = ParkedQuestion.objects.create(
        community=community,
        meeting=meeting,
        text=text.strip()[:500],
        asked_by=by,
        asked_at=now or timezone.now(),
    )
    record(
        by=by,
        verb="question.parked",
        object_kind="community",
        object_id=community.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data={"question": question.public_id},
    )
    if meeting is not None:
        announce(topic_of(meeting), "parked")
    return question


@transaction.atomic
def settle_question(*, by: Person, question: ParkedQuestion, now: datetime | None = None) -> ParkedQuestion:
    """Take a question off the list: it was answered, or nobody needs it any more."""
    locked = (
        ParkedQuestion.objects.select_for_update(of=("self",))
        .select_related("community__organization")
        .get(pk=question.pk)
    )
    if not may_change_work(relations_to_community(by, locked.community)):
        raise NotFound(_("There is no such question, or it is not open to you."))
    if locked.settled_at is None:
        locked.settled_at = now or timezone.now()
        locked.save(update_fields=["settled_at"])
        record(
            by=by,
            verb="question.settled",
            object_kind="community",
            object_id=locked.community.public_id,
            organization_id=locked.community.organization_id,
            community_id=locked.community_id,
            data={"question": locked.public_id},
        )
    return locked
