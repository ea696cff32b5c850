"""Changes that the policy guards."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.kit.errors import Refused
from trellis.people.access.queries import relations_to_place
from trellis.people.access.rules import may
from trellis.people.access.words import Action, ObjectKind
from trellis.people.accounts.models import Person
from trellis.people.places.models import Organization, PublicPage
from trellis.people.places.operations import change_logo, write_public_page
from trellis.people.places.words import Accent


@transaction.atomic
def change_public_page(
    *,
    by: Person,
    organization: Organization,
    model_name: Mapping[str, str],
    welcome: Mapping[str, str],
    accent: Accent,
    publish: bool,
    logo: bytes | None = None,
    logo_alt: Mapping[str, str] | None = None,
) -> PublicPage:
    """Write name, welcome, colour and, if given, logo of an organization's public page, all or nothing.

    Raises:
        Refused: for everybody whom the policy does not let write it.
        Invalid: as `places.operations` says.
    """
    if not may(Action.UPDATE, ObjectKind.PUBLIC_PAGE, relations_to_place(by, organization)):
        raise Refused(_("Only leaders and administrators write the public page."))
    page = write_public_page(
        by=by,
        organization=organization,
        model_name=model_name,
        welcome=welcome,
        accent=accent,
        publish=publish,
    )
    if logo is not None:
        page = change_logo(by=by, page=page, content=logo, alt=logo_alt or {})
    return page
