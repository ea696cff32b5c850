"""What a team does: records use, goes on to the next stage."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.communities.queries import working_members_of
from trellis.people.journal.operations import record
from trellis.people.places.models import Organization
from trellis.practice.cycles.models import Cycle, Decision, Stage, StrategyInUse, UseFirst, UseRecord
from trellis.practice.cycles.operations.guard import journal, take_cycle
from trellis.practice.cycles.queries.facts import findings_of, work_of
from trellis.practice.cycles.rules.road import monday_of
from trellis.practice.cycles.words import CycleState, Material, StudentsDid, Used

#: A reason for going on with an open check has at least this many characters.
SHORTEST_REASON = 12


@transaction.atomic
def record_use(
    *,
    by: Person,
    cycle: Cycle,
    week: date,
    used: Used,
    students_did: StudentsDid | None = None,
    material: Material | None = None,
    students_words: str = "",
    own_words: str = "",
    material_words: str = "",
    client_id: str = "",
    now: datetime | None = None,
) -> UseRecord:
    """Record one's own week in three taps (S0-45, S4-19). The same week again replaces it.

    A ``client_id`` that is known already changes nothing: a phone that was offline may send twice. A phone
    that comes back late does not overwrite what was recorded after it: the page sends the newest last.

    Raises:
        Invalid: for a week before first use or in the future, or for people who do not do the work.
    """
    locked = take_cycle(by, cycle)
    moment = now or timezone.now()
    monday = monday_of(week)
    if by.pk not in {person.pk for person in working_members_of(locked.community)}:
        raise Invalid(_("Members who use the strategy record their own weeks."))
    strategy = StrategyInUse.objects.filter(cycle=locked).first()
    if strategy is None or strategy.starts_on is None:
        raise Conflict(_("First choose the strategy and its day of first use."))
    if monday < monday_of(strategy.starts_on):
        raise Invalid(_("That week is before the day of first use."), {"week": _("Choose a later week.")})
    if monday > timezone.localdate(moment):
        raise Invalid(_("That week is still to come."), {"week": _("Choose an earlier week.")})
    row = UseRecord.objects.select_for_update().filter(cycle=locked, person=by, week=monday).first()
    if row is not None and client_id and row.client_id == client_id:
        return row
    row = row or UseRecord(cycle=locked, person=by, week=monday)
    row.used, row.students_did, row.material = used, students_did or "", material or ""
    row.students_words, row.own_words = students_words.strip(), own_words.strip()
    row.material_words = material_words.strip()
    row.client_id, row.recorded_at = client_id, moment
    row.save()
    journal(by, locked, "use.recorded", {"week": monday})
    return row


@transaction.atomic
def pass_stage(
    *, by: Person, cycle: Cycle, position: int, reason: str = "", now: datetime | None = None
) -> Stage:
    """Go on to the next stage when its exit checks are met, or with a reason that stays readable.

    The last stage closes the cycle, and never without a decision.

    Raises:
        Conflict: when it is not the stage the team is in, or the last one has no decision.
        Invalid: when a check is open and no reason is given.
    """
    locked = take_cycle(by, cycle)
    work = work_of(locked)
    stage = work.stage
    if stage.position != position or stage.passed_at is not None:
        raise Conflict(_("The team is in another stage by now."))
    is_last = stage.position == work.stages[-1].position
    if is_last and not Decision.objects.filter(cycle=locked).exists():
        raise Conflict(_("A cycle closes with a decision: keep, adapt, stop or spread."))
    open_checks = [finding for finding in findings_of(work, stage) if not finding.met]
    if open_checks and len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(
            _("Something is still open in this stage."),
            {"reason": _("Say in one sentence why you go on anyway. It stays readable for the team.")},
        )
    moment = now or timezone.now()
    stage.passed_at, stage.passed_by = moment, by
    stage.override_reason = reason.strip() if open_checks else ""
    stage.save(update_fields=["passed_at", "passed_by", "override_reason"])
    journal(
        by,
        locked,
        "stage.passed",
        {"position": position, "open_checks": [str(finding.name) for finding in open_checks]},
    )
    if is_last:
        locked.state, locked.closed_at = CycleState.CLOSED, moment
        locked.save(update_fields=["state", "closed_at"])
        cycle.state, cycle.closed_at = locked.state, locked.closed_at
        journal(by, locked, "cycle.closed")
    return stage


@transaction.atomic
def set_use_first(*, by: Person, organization: Organization, percent: int) -> UseFirst:
    """Set from which use on strategies are judged, for a place and everything below it.

    Raises:
        Refused: for everybody who does not change its settings.
        Invalid: outside 1 to 100.
    """
    if not may(Action.UPDATE, ObjectKind.SETTING, relations_to_place(by, organization)):
        raise Refused(_("Only leaders and administrators of this place change this."))
    if not 1 <= percent <= 100:
        raise Invalid(_("A percent lies between 1 and 100."), {"percent": _("From 1 to 100.")})
    row, _made = UseFirst.objects.update_or_create(organization=organization, defaults={"percent": percent})
    record(
        by=by,
        verb="use_first.set",
        object_kind="organization",
        object_id=organization.public_id,
        organization_id=organization.pk,
        data={"percent": percent},
    )
    return row
