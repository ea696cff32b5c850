"""What follows when the members adopt norms that were put to them."""

from datetime import datetime, timedelta

from django.utils import timezone

from trellis.people.accounts.models import Person
from trellis.people.communities.operations import agree_norms, keep_charter
from trellis.people.communities.queries import charter_of
from trellis.people.places.queries import term_starts
from trellis.practice.meetings.models import MeetingDecision, NormsProposal
from trellis.practice.meetings.queries.norms import FAR
from trellis.practice.meetings.rules.norms import renewal_day
from trellis.practice.meetings.words import DecisionState


def apply_adopted_norms(*, by: Person, decision: MeetingDecision, now: datetime) -> None:
    """Make adopted norms the norms, and agree again on the charter if that was part of it; once."""
    proposal = NormsProposal.objects.select_for_update().filter(decision=decision, applied_at=None).first()
    if proposal is None or decision.state != DecisionState.ADOPTED:
        return
    community, today = decision.community, timezone.localdate(now)
    agree_norms(
        by=by, community=community, texts=proposal.texts, agreed_on=today, decision=decision.public_id
    )
    if proposal.keeps_charter and charter_of(community) is not None:
        starts = term_starts(community.organization, today + timedelta(days=1), today + FAR)
        keep_charter(by=by, community=community, agreed_on=today, review_on=renewal_day(today, starts))
    proposal.applied_at = now
    proposal.save(update_fields=["applied_at"])
