"""`trellis links`: prints how the cast of the demo signs in, each with a link of their own."""

import argparse

from django.conf import settings
from django.core import signing
from django.core.management.base import CommandError
from django.urls import reverse

from trellis.cli.demo.cast import CAST
from trellis.people.accounts.models import Person

#: Read by the page behind the link (`trellis.web.demo`), which exists only in development.
SALT = "trellis.demo.enter"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--site", default=settings.SITE_URL, help="where the site runs (default: %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Print the links."""
    print_links(options.site.rstrip("/"))
    return 0


def print_links(site: str) -> None:
    """Print one line for each of the cast that is in the database.

    Raises:
        CommandError: outside development, where nobody comes in by such a link.
    """
    if not settings.DEVELOPMENT:
        raise CommandError("Sign-in links exist only for the demo on one's own machine (`./run`).")
    people = {person.contact_email: person for person in Person.objects.filter(contact_email__in=[c.email for c in CAST])}
    for member in CAST:
        person = people.get(member.email)
        if person is not None:
            address = reverse("enter-demo", args=[signing.dumps(person.public_id, salt=SALT)])
            print(f"  {person.full_name + ', ' + member.what:<52} {site}{address}")
