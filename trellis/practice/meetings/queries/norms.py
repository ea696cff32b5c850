"""Reads how norms are lived: for the end of a meeting, for the team's own page, for its renewal."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import NotFound
from trellis.people.communities.models import Community, Norm
from trellis.people.communities.queries import charter_of, norms_of, norms_versions
from trellis.people.places.queries import term_starts
from trellis.practice.meetings.models import Meeting, NormAsked, NormRepair, NormsProposal, NormTap
from trellis.practice.meetings.rules.norms import KeptPoint, kept_points, may_look_again, renewal_day
from trellis.practice.meetings.words import DecisionState, MeetingState

#: Terms further away than this are not looked for.
FAR = timedelta(days=400)


def norms_asked(meeting: Meeting) -> list[NormAsked]:
    """Return the norms that are asked for at the end of a meeting."""
    return list(NormAsked.objects.filter(meeting=meeting).select_related("norm"))


@dataclass(frozen=True)
class NormLine:
    """A norm over the meetings: what is shown, and how many answers wait for more."""

    norm: Norm
    points: Sequence[KeptPoint]
    waiting: int
    repair: NormRepair | None


def norm_lines(community: Community) -> list[NormLine]:
    """Return how each norm in force was kept over the meetings that were held, in the order of the norms."""
    taps = (
        NormTap.objects.filter(asked__meeting__community=community, asked__meeting__state=MeetingState.HELD)
        .order_by("asked__meeting__starts_at", "asked__meeting_id", "id")
        .values_list("asked__norm_id", "asked__meeting_id", "asked__meeting__starts_at", "kept")
    )
    given: dict[int, dict[int, tuple[date, list[int]]]] = defaultdict(dict)
    for norm_id, meeting_id, starts_at, kept in taps:
        on = timezone.localdate(starts_at)
        given[norm_id].setdefault(meeting_id, (on, []))[1].append(kept)
    repairs = {
        repair.norm_id: repair for repair in NormRepair.objects.filter(community=community, looked_at=None)
    }
    lines = []
    for norm in norms_of(community):
        points, waiting = kept_points(given[norm.pk].values())
        lines.append(NormLine(norm, points, waiting, repairs.get(norm.pk)))
    return lines


def repairs_of(community: Community) -> list[NormRepair]:
    """Return the repairs of a community, the newest first."""
    return list(NormRepair.objects.filter(community=community).select_related("norm"))


def is_due(repair: NormRepair) -> bool:
    """Say whether the team looks again at this repair now."""
    if repair.looked_at is not None:
        return False
    held = Meeting.objects.filter(
        community_id=repair.community_id, state=MeetingState.HELD, finished_at__gt=repair.agreed_at
    ).count()
    return may_look_again(held, repair.after_meetings)


def due_repairs(community: Community) -> list[NormRepair]:
    """Return the repairs at which the team looks again now."""
    return [repair for repair in repairs_of(community) if is_due(repair)]


def open_repair(community: Community, pk: str) -> NormRepair:
    """Return a repair of a community by public id.

    Raises:
        NotFound: when there is none.
    """
    repair = NormRepair.objects.filter(community=community, public_id=pk).select_related("norm").first()
    if repair is None:
        raise NotFound(_("There is no such repair."))
    return repair


@dataclass(frozen=True)
class Renewal:
    """When norms and charter were agreed last and are agreed again. ``proposed``: it is put to the team."""

    last_on: date
    day: date | None
    is_due: bool
    proposed: bool
    has_charter: bool


def renewal_of(community: Community, on: date | None = None) -> Renewal | None:
    """Return when a community renews its agreements; nothing before it has norms."""
    today = on or timezone.localdate()
    newest = norms_versions(community).first()
    if newest is None:
        return None
    charter = charter_of(community)
    starts = term_starts(community.organization, newest.agreed_on, newest.agreed_on + FAR)
    day = renewal_day(newest.agreed_on, starts, charter.review_on if charter else None)
    proposed = NormsProposal.objects.filter(
        decision__community=community, decision__state=DecisionState.OPEN
    ).exists()
    return Renewal(newest.agreed_on, day, day is not None and day <= today, proposed, charter is not None)
