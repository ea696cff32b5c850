"""Changes to persons. Who may is asked in `access.operations`: accounts do not know of roles."""

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.kit.errors import Invalid
from trellis.people.accounts.models import Person
from trellis.people.accounts.words import Language
from trellis.people.journal.operations import record


@transaction.atomic
def add_person(
    *,
    by: Person | None,
    given_name: str,
    family_name: str = "",
    preferred_name: str = "",
    contact_email: str = "",
    language: Language = Language.ENGLISH,
) -> Person:
    """Make a person known. They cannot sign in until they are invited or the district's sign-in knows them.

    The contact address is for mail and for people to recognise each other; it never lets anyone in.

    Raises:
        Invalid: without a given name.
    """
    if not given_name.strip():
        raise Invalid(_("A person needs a name."), {"given_name": _("Write the given name.")})
    person = Person(
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        preferred_name=preferred_name.strip(),
        contact_email=contact_email.strip(),
        language=language,
    )
    person.set_unusable_password()
    person.save()
    record(by=by, verb="person.added", object_kind="person", object_id=person.public_id, data={})
    return person
