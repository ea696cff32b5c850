"""`trellis begin`: the organization of a new installation and its first administrator, once."""

import argparse

from django.conf import settings
from django.urls import reverse

from trellis.people.access.operations import begin_installation
from trellis.people.accounts.words import INVITATION_DAYS
from trellis.people.places.words import OrganizationKind
from trellis.practice.library.operations import load_content

TOPS = (OrganizationKind.DISTRICT, OrganizationKind.NETWORK, OrganizationKind.STATE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", help="of the district, for example 'Riverbend Unified School District'")
    parser.add_argument("--given", required=True, help="given name of the first administrator")
    parser.add_argument("--family", required=True, help="family name of the first administrator")
    parser.add_argument("--mail", required=True, help="their e-mail address")
    parser.add_argument(
        "--kind",
        choices=[kind.value for kind in TOPS],
        default=OrganizationKind.DISTRICT.value,
        help="what stands at the top of the tree (default: %(default)s)",
    )


def run(options: argparse.Namespace) -> int:
    """Found it and print the link with which the administrator comes in."""
    load_content()
    person, token = begin_installation(
        name=options.name,
        given_name=options.given,
        family_name=options.family,
        email=options.mail,
        kind=OrganizationKind(options.kind),
    )
    print(f"{options.name} has begun, and {person.full_name} administers it.")
    print(f"Open this link once, in the next {INVITATION_DAYS} days, and choose a password:")
    print(f"  {settings.SITE_URL.rstrip('/')}{reverse('accept-invitation', args=[token])}")
    return 0
