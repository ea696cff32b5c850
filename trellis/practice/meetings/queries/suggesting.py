"""Which protocol to take: suggestions with their reasons, and the balance of what a team does together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.people.communities.models import Community
from trellis.practice.cycles.models import Cycle, Stage
from trellis.practice.library.models import Protocol
from trellis.practice.library.queries import protocols, protocols_for_stage
from trellis.practice.library.words import Activity
from trellis.practice.meetings.models import Meeting, ProtocolRun
from trellis.practice.meetings.queries.running import people_in
from trellis.practice.meetings.rules.suggesting import Fit, suggest

#: How many of the last protocols the balance looks at.
LOOKS_BACK = 10
SHOWN = 5


@dataclass(frozen=True)
class Suggestion:
    """A protocol with the reasons why it is offered."""

    protocol: Protocol
    reasons: Sequence[str]


def activity_balance(community: Community) -> Mapping[Activity, int]:
    """Return how often the last protocols of a team were there to care, analyze, reflect, inquire (S2-36).

    It is counted for the team as a whole and shown to its members alone.
    """
    last = ProtocolRun.objects.filter(meeting__community=community).order_by("-started_at", "-id")
    counts = Counter(last.values_list("protocol__activity", flat=True)[:LOOKS_BACK])
    return {activity: counts[activity] for activity in Activity}


def stage_of(meeting: Meeting) -> Stage | None:
    """Return the stage in which the cycle of a meeting is, or nothing."""
    cycle = meeting.cycle or Cycle.objects.filter(community=meeting.community, state="running").first()
    if cycle is None:
        return None
    return (
        Stage.objects.filter(cycle=cycle, passed_at=None)
        .select_related("definition__template")
        .order_by("position")
        .first()
    )


def suggestions_for(meeting: Meeting, *, minutes: int = 0) -> list[Suggestion]:
    """Return the protocols that fit this meeting best: its stage, its people, its minutes, the balance."""
    stage = stage_of(meeting)
    of_stage = (
        protocols_for_stage(template_key=stage.definition.template.key, stage_key=stage.definition.key)
        if stage
        else []
    )
    balance = activity_balance(meeting.community)
    rank = {protocol.pk: index for index, protocol in enumerate(of_stage)}
    people = len(people_in(meeting))
    found = []
    for protocol in protocols():
        fit = Fit(
            stage_rank=rank.get(protocol.pk),
            people=protocol.people_min <= people <= protocol.people_max,
            minutes=protocol.minutes,
            activity_is_rare=any(balance.values()) and balance[Activity(protocol.activity)] == 0,
            with_practice=protocol.with_practice,
        )
        points = suggest(fit, minutes=minutes)
        if points is not None:
            found.append((points, Suggestion(protocol, _reasons(fit, protocol, minutes))))
    found.sort(key=lambda pair: (-pair[0], pair[1].protocol.number))
    return [suggestion for _points, suggestion in found[:SHOWN]]


def _reasons(fit: Fit, protocol: Protocol, minutes: int) -> list[str]:
    reasons = []
    if fit.stage_rank is not None:
        reasons.append(_("suits the step you are in"))
    if minutes and fit.minutes <= minutes:
        reasons.append(_("fits the time"))
    elif minutes:
        reasons.append(_("shortened from %(n)d minutes") % {"n": protocol.minutes})
    if fit.activity_is_rare:
        reasons.append(_("something you have not done lately"))
    if fit.with_practice:
        reasons.append(_("for a facilitator with practice"))
    return reasons
