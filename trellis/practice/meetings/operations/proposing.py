"""A protocol for deciding ends in a proposal, which the team then decides in its own way."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Refused
from trellis.people.accounts.models import Person
from trellis.practice.meetings.models import MeetingDecision, ProtocolRun
from trellis.practice.meetings.operations.deciding import propose_decision
from trellis.practice.meetings.operations.leading import take_run
from trellis.practice.meetings.queries.running import DECIDING, leads_run
from trellis.practice.meetings.words import DecisionMethod


@transaction.atomic
def propose_from_run(
    *,
    by: Person,
    run: ProtocolRun,
    text: str,
    review_on: date | None = None,
    now: datetime | None = None,
) -> MeetingDecision:
    """Put the proposal of a deciding protocol on record, once; members then say yes by name (S3-19).

    What anybody voted in the protocol stays a spread without names: nobody's hand is taken over.

    Raises:
        NotFound: for people who are not in the meeting.
        Refused: for everybody but who leads it.
        Conflict: when it is on record already, this protocol decides nothing, or the meeting does not run.
        Invalid: without words.
    """
    locked, _steps = take_run(by, run)
    if not leads_run(by, locked.meeting):
        raise Refused(_("The facilitator of this meeting leads the protocol."))
    if locked.protocol.key != DECIDING or locked.decision:
        raise Conflict(_("There is no proposal in this protocol that waits."))
    decision = propose_decision(
        by=by,
        meeting=locked.meeting,
        text=text,
        method=DecisionMethod.CONSENSUS,
        review_on=review_on,
        now=now,
    )
    locked.decision = decision.public_id
    locked.save(update_fields=["decision"])
    return decision
