"""What a system that sends rosters may do by itself, and when."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.evidence.imports.models import ImportSource
from trellis.evidence.imports.rules import may_decide_import
from trellis.evidence.imports.rules.sources import source_problems
from trellis.kit.errors import Invalid, Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.accounts.models import Person
from trellis.people.journal.operations import record


@transaction.atomic
def settle_source(*, by: Person, source: ImportSource, **given: Any) -> ImportSource:
    """Set how a source is read: its guard, its pauses, its ends, and whether its roles are trusted (E.5.8).

    Args:
        given: every setting of `ImportSource` but its name, by field.

    Raises:
        Refused: for everybody but data stewards.
        Invalid: with the reason by field.
    """
    if not may_decide_import(relations_to_place(by, source.organization)):
        raise Refused(_("Only a data steward can decide about imports."))
    problems = source_problems(given)
    if problems:
        raise Invalid(_("Some of these cannot be."), problems)
    changed = [name for name, value in given.items() if getattr(source, name) != value]
    for name in changed:
        setattr(source, name, given[name])
    source.save(update_fields=changed)
    record(
        by=by,
        verb="import_source.settled",
        object_kind="import_source",
        object_id=source.public_id,
        organization_id=source.organization_id,
        data={"changed": changed},
    )
    return source
