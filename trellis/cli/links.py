"""`trellis links`: prints how the cast of the demo signs in, each with a link of their own."""

import argparse

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse

from trellis.cli.demo.cast import CAST
from trellis.kit.demo_links import demo_token
from trellis.people.accounts.models import Person


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--site", default=settings.SITE_URL, help="where the site runs (default: %(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Print the links."""
    print("\n".join(sign_in_links(options.site.rstrip("/"))))
    return 0


def sign_in_links(site: str) -> list[str]:
    """Return one line for each of the cast that is in the database.

    Raises:
        CommandError: outside development, where nobody comes in by such a link.
    """
    if not settings.DEVELOPMENT:
        raise CommandError("Sign-in links exist only for the demo on one's own machine (`./run`).")
    emails = [member.email for member in CAST]
    people = {person.contact_email: person for person in Person.objects.filter(contact_email__in=emails)}
    return [
        f"  {f'{person.full_name}, {member.what}':<46} {site}{address_of(person)}"
        for member in CAST
        if (person := people.get(member.email))
    ]


def address_of(person: Person) -> str:
    """Return the path that signs this person in."""
    return reverse("enter-demo", args=[demo_token(person.public_id)])
