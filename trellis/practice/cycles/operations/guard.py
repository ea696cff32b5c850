"""What every change of a cycle begins and ends with."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from trellis.kit.errors import Conflict, NotFound, Refused
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.queries.seeing import relations_to_cycle
from trellis.practice.cycles.rules.may import may_change_work, may_read_work
from trellis.practice.cycles.words import CycleState


def take_cycle(by: Person, cycle: Cycle) -> Cycle:
    """Lock the cycle for this transaction after asking whether this person may change it.

    Raises:
        NotFound: for people who may not even read the work.
        Conflict: when the cycle is closed.
    """
    locked = (
        Cycle.objects.select_for_update(of=("self",))
        .select_related("community__organization", "template", "problem", "measure")
        .get(pk=cycle.pk)
    )
    relations = relations_to_cycle(by, locked)
    if not may_read_work(relations):
        raise NotFound(_("There is no such cycle, or it is not open to you."))
    if not may_change_work(relations, CycleState(locked.state)):
        if locked.state == CycleState.CLOSED:
            raise Conflict(_("This cycle is closed. Its next round is open for changes."))
        raise Refused(_("Only members of this community change its work."))
    return locked


def journal(by: Person | None, cycle: Cycle, verb: str, data: Mapping[str, object] | None = None) -> None:
    """Write into the journal that something happened in a cycle; never what was said."""
    record(
        by=by,
        verb=verb,
        object_kind="cycle",
        object_id=cycle.public_id,
        organization_id=cycle.community.organization_id,
        community_id=cycle.community_id,
        data=data or {},
    )


def path_of(cycle: Cycle) -> str:
    """Return where a cycle is on this site."""
    return f"/cycles/{cycle.public_id}/"
