"""Decisions: proposed, spoken to, binding once they are made (S0-38, S3-19)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.people.notices.operations import tell
from trellis.practice.meetings.models import AgendaItem, DecisionVoice, Meeting, MeetingDecision
from trellis.practice.meetings.operations.guard import journal, path_of, take_meeting, topic_of
from trellis.practice.meetings.operations.renewing import apply_adopted_norms
from trellis.practice.meetings.operations.running import member_of, take_running
from trellis.practice.meetings.rules.deciding import choices_of, needs_words, usual_quorum, verdict
from trellis.practice.meetings.words import DecisionMethod, DecisionState

#: More choices than this nobody can weigh in a meeting.
MOST_OPTIONS = 6


@transaction.atomic
def propose_decision(
    *,
    by: Person,
    meeting: Meeting,
    text: str,
    method: DecisionMethod,
    options: Sequence[str] = (),
    decider: str = "",
    review_on: date | None = None,
    reopens: MeetingDecision | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> MeetingDecision:
    """Put a proposal to the team. What was decided comes up again only as a new proposal with a reason.

    Raises:
        Conflict: when the meeting does not run, or what it reopens is not decided.
        Invalid: without words, with one option only, by advice without somebody who decides.
    """
    locked = take_running(by, meeting)
    choices = [option.strip() for option in options if option.strip()]
    problems = {}
    if not text.strip():
        problems["text"] = _("What do you propose?")
    if method == DecisionMethod.VOTE and len(choices) == 1:
        problems["options"] = _("Leave it empty for yes or no, or write at least two choices.")
    if len(choices) > MOST_OPTIONS:
        problems["options"] = _("At most %(count)d choices.") % {"count": MOST_OPTIONS}
    if reopens is not None and not reason.strip():
        problems["reason"] = _("Say what has changed since it was decided.")
    if problems:
        raise Invalid(_("This proposal is not complete yet."), problems)
    if reopens is not None and (
        reopens.community_id != locked.community_id
        or reopens.state not in (DecisionState.ADOPTED, DecisionState.NOT_ADOPTED)
    ):
        raise Conflict(_("Only what was decided can be opened again."))
    moment = now or timezone.now()
    decision = MeetingDecision.objects.create(
        community=locked.community,
        meeting=locked,
        item=AgendaItem.objects.filter(meeting=locked, started_at__isnull=False, ended_at=None).first(),
        text=text.strip()[:1000],
        options=choices if method == DecisionMethod.VOTE else [],
        method=method,
        quorum=usual_quorum(method, len(working_members_of(locked.community))),
        decider=member_of(locked, decider or by.public_id) if method == DecisionMethod.ADVICE else None,
        review_on=review_on,
        reopens=reopens,
        reason=reason.strip()[:500],
        proposed_by=by,
        proposed_at=moment,
    )
    journal(by, locked, "decision.proposed", {"decision": decision.public_id, "method": str(method)})
    announce(topic_of(locked), "decisions")
    return decision


def _take(by: Person, decision: MeetingDecision) -> MeetingDecision:
    locked = (
        MeetingDecision.objects.select_for_update(of=("self",))
        .select_related("meeting__community__organization", "decider", "reopens")
        .get(pk=decision.pk)
    )
    take_meeting(by, locked.meeting)
    if locked.state != DecisionState.OPEN:
        raise Conflict(_("This is decided. Only a new proposal can change it."))
    return locked


@transaction.atomic
def speak_to_decision(
    *,
    by: Person,
    decision: MeetingDecision,
    choice: str,
    words: str = "",
    now: datetime | None = None,
) -> DecisionVoice:
    """Say one's own part: fingers, yes or no, an objection, advice. Until it is decided it can change.

    Raises:
        Refused: for who is no working member, and for the decider's own advice.
        Invalid: for a choice that there is not, or an objection without words.
        Conflict: when it is decided.
    """
    locked = _take(by, decision)
    method = DecisionMethod(locked.method)
    if by.pk not in {person.pk for person in working_members_of(locked.meeting.community)}:
        raise Refused(_("Members of the team decide."))
    if locked.decider_id == by.pk:
        raise Refused(_("You decide after the others gave their advice."))
    if choice not in choices_of(method, locked.options):
        raise Invalid(_("Choose one of the answers."))
    if needs_words(method, choice) and not words.strip():
        raise Invalid(
            _("Say it in a few words, so that the proposal can change."), {"words": _("A few words.")}
        )
    voice, _made = DecisionVoice.objects.update_or_create(
        decision=locked,
        person=by,
        defaults={"choice": choice, "words": words.strip()[:500], "said_at": now or timezone.now()},
    )
    announce(topic_of(locked.meeting), "decisions")
    return voice


@transaction.atomic
def close_decision(
    *,
    by: Person,
    decision: MeetingDecision,
    adopt: bool = True,
    now: datetime | None = None,
) -> MeetingDecision:
    """Write down what the voices amount to. From then on it binds, until a new proposal.

    For advice the decider says yes or no (``adopt``) once somebody advised; else the voices say it.

    Raises:
        Conflict: when fewer took part than the quorum.
        Refused: when somebody else than the decider closes a decision by advice.
    """
    locked = _take(by, decision)
    method = DecisionMethod(locked.method)
    if method == DecisionMethod.ADVICE and locked.decider_id != by.pk:
        raise Refused(_("Who asked for advice decides."))
    voices = dict(DecisionVoice.objects.filter(decision=locked).values_list("person_id", "choice"))
    found = verdict(method, voices, quorum=locked.quorum, options=locked.options)
    if not found.ready:
        raise Conflict(
            _("%(count)d of at least %(quorum)d took part so far.")
            % {"count": len(voices), "quorum": locked.quorum}
        )
    adopted = adopt if method == DecisionMethod.ADVICE else found.adopted
    moment = now or timezone.now()
    locked.state = DecisionState.ADOPTED if adopted else DecisionState.NOT_ADOPTED
    locked.outcome, locked.decided_at = found.outcome, moment
    locked.save(update_fields=["state", "outcome", "decided_at"])
    meeting = locked.meeting
    apply_adopted_norms(by=by, decision=locked, now=moment)
    journal(by, meeting, "decision.closed", {"decision": locked.public_id, "state": str(locked.state)})
    tell(
        people=[person for person in working_members_of(meeting.community) if person.pk != by.pk],
        kind="decision.closed",
        words={"community": meeting.community.name, "meeting": meeting.title},
        path=path_of(meeting),
        object_kind="meeting",
        object_id=meeting.public_id,
        now=moment,
    )
    announce(topic_of(meeting), "decisions")
    return locked


@transaction.atomic
def withdraw_decision(
    *, by: Person, decision: MeetingDecision, now: datetime | None = None
) -> MeetingDecision:
    """Take back a proposal before it is decided; only who made it.

    Raises:
        Refused: for everybody else.
    """
    locked = _take(by, decision)
    if locked.proposed_by_id != by.pk:
        raise Refused(_("Who proposed it can take it back."))
    locked.state, locked.decided_at = DecisionState.WITHDRAWN, now or timezone.now()
    locked.save(update_fields=["state", "decided_at"])
    journal(by, locked.meeting, "decision.withdrawn", {"decision": locked.public_id})
    announce(topic_of(locked.meeting), "decisions")
    return locked


@transaction.atomic
def show_decision(*, by: Person, decision: MeetingDecision, now: datetime | None = None) -> MeetingDecision:
    """Publish what was decided, in its own words, to those who may know of the meeting; not who said what.

    Raises:
        Conflict: when it is not decided yet.
    """
    locked = (
        MeetingDecision.objects.select_for_update(of=("self",))
        .select_related("meeting__community__organization")
        .get(pk=decision.pk)
    )
    take_meeting(by, locked.meeting)
    if locked.state not in (DecisionState.ADOPTED, DecisionState.NOT_ADOPTED):
        raise Conflict(_("It is not decided yet."))
    if locked.shown_at is None:
        locked.shown_at = now or timezone.now()
        locked.save(update_fields=["shown_at"])
        journal(by, locked.meeting, "decision.shown", {"decision": locked.public_id})
    return locked
