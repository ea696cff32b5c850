"""What is inside a meeting: promises, decisions, questions. The caller opens the meeting first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.access.words import ObjectKind, View
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community
from trellis.people.communities.queries import communities_seen
from trellis.practice.meetings.models import (
    ActionStep,
    DecisionVoice,
    Meeting,
    MeetingDecision,
    ParkedQuestion,
    Pulse,
    StepReview,
)
from trellis.practice.meetings.words import PULSE_FLOOR, DecisionState, StepState


@dataclass(frozen=True)
class StepLine:
    """A promise from before, and what was said of it in this meeting, if anything yet."""

    step: ActionStep
    review: StepReview | None


def promises_before(meeting: Meeting) -> list[StepLine]:
    """Return the promises of earlier meetings that were open when this one began, the oldest day first."""
    here = StepReview.objects.filter(meeting=meeting).select_related("by").order_by("at", "id")
    steps = (
        ActionStep.objects.filter(community=meeting.community)
        .exclude(meeting=meeting)
        .filter(made_at__lt=meeting.ends_at)
        .filter(Q(state=StepState.OPEN) | Q(reviews__meeting=meeting))
        .distinct()
        .select_related("who")
        .prefetch_related(Prefetch("reviews", here, to_attr="here"))
        .order_by("due_on", "id")
    )
    return [StepLine(step, step.here[-1] if step.here else None) for step in steps]


def promises_made(meeting: Meeting) -> list[ActionStep]:
    """Return the promises made in this meeting."""
    return list(ActionStep.objects.filter(meeting=meeting).select_related("who").order_by("made_at", "id"))


def open_promises_of(by: Person) -> QuerySet[ActionStep]:
    """Return a person's own open promises across teams, the nearest day first."""
    own = communities_seen(by=by, kind=ObjectKind.MEETING_WORK, at_least=View.FULL)
    return (
        ActionStep.objects.filter(who=by, state=StepState.OPEN, community__in=own.values("pk"))
        .select_related("community", "meeting")
        .order_by("due_on", "id")
    )


def open_promise(*, by: Person, pk: str) -> ActionStep:
    """Return a promise of a team the person belongs to.

    Raises:
        NotFound: when there is none, or it is another team's.
    """
    own = communities_seen(by=by, kind=ObjectKind.MEETING_WORK, at_least=View.FULL)
    step = (
        ActionStep.objects.filter(public_id=pk, community__in=own.values("pk"))
        .select_related("community__organization", "meeting", "who")
        .first()
    )
    if step is None:
        raise NotFound(_("There is no such promise, or it is not open to you."))
    return step


@dataclass(frozen=True)
class DecisionLine:
    """A decision with the voices heard so far."""

    decision: MeetingDecision
    voices: Sequence[DecisionVoice]

    def own(self, person: Person) -> DecisionVoice | None:
        """What this person said."""
        return next((voice for voice in self.voices if voice.person_id == person.pk), None)


def decisions_of(meeting: Meeting) -> list[DecisionLine]:
    """Return what was proposed and decided in a meeting, taken-back proposals left out."""
    voices = DecisionVoice.objects.select_related("person")
    rows = (
        MeetingDecision.objects.filter(meeting=meeting)
        .exclude(state=DecisionState.WITHDRAWN)
        .select_related("proposed_by", "decider", "reopens")
        .prefetch_related(Prefetch("voices", voices))
    )
    return [DecisionLine(row, list(row.voices.all())) for row in rows]


def open_decision(meeting: Meeting, pk: str) -> MeetingDecision:
    """Return a decision of a meeting by public id.

    Raises:
        NotFound: when there is none.
    """
    decision = MeetingDecision.objects.filter(meeting=meeting, public_id=pk).first()
    if decision is None:
        raise NotFound(_("There is no such decision."))
    return decision


def decided_before(community: Community) -> QuerySet[MeetingDecision]:
    """Return what a community decided and what stands: not yet replaced by a newer decision (S3-19)."""
    return (
        MeetingDecision.objects.filter(
            community=community, state__in=[DecisionState.ADOPTED, DecisionState.NOT_ADOPTED]
        )
        .exclude(reopened_by__state=DecisionState.ADOPTED)
        .select_related("meeting", "proposed_by", "reopens")
        .annotate(voice_count=Count("voices"))
        .order_by("-decided_at", "-id")
    )


def shown_decisions(meeting: Meeting) -> list[MeetingDecision]:
    """Return what the team published of its decisions, for those who may know of the meeting."""
    return list(MeetingDecision.objects.filter(meeting=meeting, shown_at__isnull=False))


def questions_of(community: Community) -> QuerySet[ParkedQuestion]:
    """Return the questions that wait, the oldest first."""
    return (
        ParkedQuestion.objects.filter(community=community, settled_at=None, taken_up=None)
        .select_related("asked_by")
        .order_by("asked_at", "id")
    )


def parked_in(meeting: Meeting) -> list[ParkedQuestion]:
    """Return what was parked in this meeting."""
    return list(ParkedQuestion.objects.filter(meeting=meeting).select_related("asked_by"))


@dataclass(frozen=True)
class PulseView:
    """What may be shown of a pulse: how many answered, and their spread once there are enough."""

    count: int
    lines: Sequence[tuple[str, Sequence[int]]]

    @property
    def is_shown(self) -> bool:
        """Whether there are enough answers."""
        return self.count >= PULSE_FLOOR


def pulse_of(meeting: Meeting) -> PulseView:
    """Return the pulse of a meeting; fewer than five answers are not shown, not even to the team."""
    rows = list(Pulse.objects.filter(meeting=meeting).values("useful", "heard", "clear"))
    if len(rows) < PULSE_FLOOR:
        return PulseView(len(rows), ())
    lines = [
        (name, [sum(1 for row in rows if row[name] == tap) for tap in (1, 2, 3, 4)])
        for name in ("useful", "heard", "clear")
    ]
    return PulseView(len(rows), lines)


def open_decided(community: Community, pk: str) -> MeetingDecision:
    """Return a decision of a community that stands, by public id.

    Raises:
        NotFound: when there is none, or a newer one took its place.
    """
    decision = decided_before(community).filter(public_id=pk).first()
    if decision is None:
        raise NotFound(_("There is no such decision."))
    return decision
