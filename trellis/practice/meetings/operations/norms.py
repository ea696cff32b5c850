"""Living norms: taps at the end of a meeting, repair of one that slips, renewal by consensus (S2-40)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.kit.fanout import announce
from trellis.people.accounts.models import Person
from trellis.people.communities.models import Community, Norm
from trellis.people.communities.operations.agreements import check_norms
from trellis.people.communities.queries import norms_of, relations_to_community
from trellis.people.journal.operations import record
from trellis.practice.meetings.models import (
    Attendance,
    Meeting,
    MeetingDecision,
    NormAsked,
    NormRepair,
    NormsProposal,
    NormTap,
)
from trellis.practice.meetings.operations.deciding import propose_decision
from trellis.practice.meetings.operations.guard import lock_meeting, topic_of
from trellis.practice.meetings.queries.norms import is_due
from trellis.practice.meetings.queries.seeing import reads_work
from trellis.practice.meetings.rules.may import may_change_work
from trellis.practice.meetings.words import REPAIR_AFTER, DecisionMethod, MeetingState, RepairOutcome

MOST_MEETINGS = 12


@transaction.atomic
def tap_norms(*, by: Person, meeting: Meeting, taps: Sequence[int]) -> None:
    """Say with one tap for each norm that is asked for how far it was kept. Without a name; once each.

    Only while the meeting runs: what the chart shows of a meeting that is over never changes, so nobody's
    late answer can be read from a difference.

    Raises:
        NotFound: for who does not read the meeting.
        Conflict: for who did not come in or answered already, when the meeting does not run or asks for no
            norm.
        Invalid: for taps that do not exist.
    """
    locked = lock_meeting(meeting)
    there = Attendance.objects.select_for_update().filter(meeting=locked, person=by).first()
    asked = list(NormAsked.objects.filter(meeting=locked))
    if not reads_work(by, locked):
        raise NotFound(_("There is no such meeting, or it is not open to you."))
    if locked.state != MeetingState.RUNNING or not asked:
        raise Conflict(_("Norms are looked at while the meeting runs."))
    if there is None:
        raise Conflict(_("Taps are for who is in the meeting."))
    if there.norms_given:
        raise Conflict(_("You have answered already. Thank you."))
    if len(taps) != len(asked) or not all(1 <= tap <= 4 for tap in taps):
        raise Invalid(_("Tap one answer in each line."))
    there.norms_given = True
    there.save(update_fields=["norms_given"])
    NormTap.objects.bulk_create(NormTap(asked=one, kept=tap) for one, tap in zip(asked, taps, strict=True))
    announce(topic_of(locked), "wrap")


def _take(by: Person, community: Community) -> Community:
    locked = (
        Community.objects.select_for_update(of=("self",)).select_related("organization").get(pk=community.pk)
    )
    if not may_change_work(relations_to_community(by, locked)):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return locked


def _note(by: Person, community: Community, verb: str, data: dict[str, object]) -> None:
    record(
        by=by,
        verb=verb,
        object_kind="community",
        object_id=community.public_id,
        organization_id=community.organization_id,
        community_id=community.pk,
        data=data,
    )


@transaction.atomic
def agree_repair(
    *,
    by: Person,
    community: Community,
    norm: int,
    sentence: str,
    after_meetings: int = REPAIR_AFTER,
    now: datetime | None = None,
) -> NormRepair:
    """Name the norm that slips and say in one sentence what the team does differently.

    Raises:
        NotFound: for everybody but the members.
        Invalid: without a norm in force or a sentence.
        Conflict: while a repair of this norm is open.
    """
    locked = _take(by, community)
    chosen: Norm | None = norms_of(locked).filter(pk=norm).first()
    problems = {}
    if chosen is None:
        problems["norm"] = _("Choose one of your norms.")
    if not sentence.strip():
        problems["sentence"] = _("One sentence that begins with “We”.")
    if not 1 <= after_meetings <= MOST_MEETINGS:
        problems["after_meetings"] = _("From 1 to %(most)d meetings.") % {"most": MOST_MEETINGS}
    if problems or chosen is None:
        raise Invalid(_("This is not complete yet."), problems)
    if NormRepair.objects.filter(norm=chosen, looked_at=None).exists():
        raise Conflict(_("You are working on this norm already. Look at it first."))
    repair = NormRepair.objects.create(
        community=locked,
        norm=chosen,
        sentence=sentence.strip()[:255],
        after_meetings=after_meetings,
        agreed_by=by,
        agreed_at=now or timezone.now(),
    )
    _note(by, locked, "norm_repair.agreed", {"repair": repair.public_id})
    return repair


@transaction.atomic
def look_at_repair(
    *, by: Person, repair: NormRepair, outcome: RepairOutcome, now: datetime | None = None
) -> NormRepair:
    """Look again: it is better, it needs one more try (a new repair with the same sentence), or it is let go.

    Raises:
        NotFound: for everybody but the members.
        Conflict: before enough meetings were held, or when it was looked at already.
    """
    community = _take(by, repair.community)
    locked = NormRepair.objects.select_for_update(of=("self",)).select_related("norm").get(pk=repair.pk)
    if locked.looked_at is not None:
        raise Conflict(_("You have looked at this already."))
    if not is_due(locked):
        raise Conflict(_("Give it the meetings you agreed on first."))
    moment = now or timezone.now()
    locked.outcome, locked.looked_by, locked.looked_at = outcome, by, moment
    locked.save(update_fields=["outcome", "looked_by", "looked_at"])
    _note(by, community, "norm_repair.looked_at", {"repair": locked.public_id, "outcome": str(outcome)})
    if outcome == RepairOutcome.SAME and locked.norm.retired_on is None:
        agree_repair(
            by=by,
            community=community,
            norm=locked.norm_id,
            sentence=locked.sentence,
            after_meetings=locked.after_meetings,
            now=moment,
        )
    return locked


@transaction.atomic
def propose_norms(
    *,
    by: Person,
    meeting: Meeting,
    texts: Sequence[str],
    keeps_charter: bool = False,
    now: datetime | None = None,
) -> MeetingDecision:
    """Put norms to the team as a decision by consensus; adopted, they are the norms, in a new version.

    Raises:
        Conflict: when the meeting does not run, or norms are put to the team already.
        Invalid: as for agreeing on norms.
    """
    wanted = check_norms(texts)
    if NormsProposal.objects.filter(decision__community=meeting.community, decision__state="open").exists():
        raise Conflict(_("Norms are put to the team already. Decide on them first."))
    lines = " ".join(f"{number}. {text}" for number, text in enumerate(wanted, start=1))
    words = _("Our norms, agreed again: %(norms)s") % {"norms": lines}
    if keeps_charter:
        words += " " + _("We also keep our charter as it stands.")
    decision = propose_decision(by=by, meeting=meeting, text=words, method=DecisionMethod.CONSENSUS, now=now)
    NormsProposal.objects.create(decision=decision, texts=wanted, keeps_charter=keeps_charter)
    return decision
