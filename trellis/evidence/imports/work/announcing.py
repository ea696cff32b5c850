"""Tells the doors whose access an import changed, so that what stands open is asked about anew."""

from allauth.usersessions.models import UserSession
from django.db.models import Q

from trellis.evidence.imports.models import ExternalKey, ImportChange, ImportRun
from trellis.evidence.imports.words.states import Kind
from trellis.people.access.models import RoleAssignment
from trellis.people.access.operations import announce_access_change
from trellis.people.accounts.models import Person


def announce_access_of(import_run: ImportRun) -> None:
    """Announce everybody whose roles or account a run made, changed, ended or brought back.

    Only who is signed in somewhere can have something open; a roster brings tens of thousands who never were.
    Announcing somebody whose access stayed as it was does no harm, so a run that is completed after a crash
    announces again.
    """
    made = ExternalKey.objects.filter(source_id=import_run.source_id, kind=Kind.ROLE, made_by=import_run)
    changes = ImportChange.objects.filter(run=import_run)
    ended = changes.filter(kind=Kind.ROLE).values("object_id")
    roles = RoleAssignment.objects.filter(Q(pk__in=made.values("object_id")) | Q(pk__in=ended))
    people = changes.filter(kind=Kind.PERSON).values("object_id")
    inside = Person.objects.filter(pk__in=UserSession.objects.values("user_id"))
    touched = inside.filter(Q(pk__in=roles.values("person_id")) | Q(pk__in=people))
    announce_access_change(touched)
