"""The cast of every test: six people, two schools, two teams, as small as a world can be.

Made straight through the tables, so that a broken operation breaks only its own tests; the demo makes the
same people through the operations.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.accounts.words import Language
from trellis.people.communities.models import Community, Membership
from trellis.people.communities.words import Function
from trellis.people.places.models import Organization, SchoolYear
from trellis.people.places.words import OrganizationKind


@dataclass(frozen=True)
class Cast:
    """Who is in the world, and where they are."""

    district: Organization
    lincoln: Organization
    washington: Organization
    ana: Person
    ben: Person
    cleo: Person
    dee: Person
    eli: Person
    pat: Person
    grade_4: Community
    grade_5: Community


def _place(kind: OrganizationKind, name: str, parent: Organization | None = None) -> Organization:
    place = Organization.objects.create(kind=kind, name=name, parent=parent)
    place.path = f"{parent.path if parent else '/'}{place.pk}/"
    place.save(update_fields=["path"])
    return place


def _person(
    given: str,
    family: str,
    role: Role,
    place: Organization,
    since: date,
    language: Language = Language.ENGLISH,
) -> Person:
    person = Person(
        given_name=given,
        family_name=family,
        language=language,
        contact_email=f"{given.lower()}@riverbend.example",
    )
    person.set_unusable_password()
    person.save()
    RoleAssignment.objects.create(person=person, organization=place, role=role, starts_on=since)
    return person


def _team(place: Organization, name: str, since: date, members: dict[Function, list[Person]]) -> Community:
    team = Community.objects.create(
        organization=place,
        name=name,
        starts_on=since,
        accepted_at=timezone.now(),
        purpose=f"We learn in {name}.",
    )
    for function, people in members.items():
        for person in people:
            Membership.objects.create(community=team, person=person, function=function, starts_on=since)
    return team


def make_cast(today: date | None = None) -> Cast:
    """Make the world as of ``today``: roles and teams began 60 days before."""
    today = today or timezone.localdate()
    since = today - timedelta(days=60)
    district = _place(OrganizationKind.DISTRICT, "Riverbend Unified School District")
    lincoln = _place(OrganizationKind.SCHOOL, "Lincoln Elementary", district)
    washington = _place(OrganizationKind.SCHOOL, "Washington Elementary", district)
    SchoolYear.objects.create(
        organization=district,
        name="This school year",
        starts_on=today - timedelta(days=90),
        ends_on=today + timedelta(days=200),
    )
    ana = _person("Ana", "Reyes", Role.TEACHER, lincoln, since)
    ben = _person("Ben", "Lee", Role.TEACHER, lincoln, since)
    cleo = _person("Cleo", "Park", Role.TEACHER, lincoln, since)
    return Cast(
        district=district,
        lincoln=lincoln,
        washington=washington,
        ana=ana,
        ben=ben,
        cleo=cleo,
        dee=_person("Dee", "Osei", Role.DISTRICT_LEADER, district, since),
        eli=_person("Eli", "Delgado", Role.FAMILY, lincoln, since, Language.SPANISH),
        pat=_person("Pat", "Owens", Role.PRINCIPAL, lincoln, since),
        grade_4=_team(lincoln, "Grade 4 team", since, {Function.FACILITATOR: [ana], Function.MEMBER: [ben]}),
        grade_5=_team(lincoln, "Grade 5 team", since, {Function.FACILITATOR: [cleo]}),
    )
