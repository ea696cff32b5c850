"""Attacks every table that is kept in the database, as a reader could: the page, the file and the cells."""

from django.test import Client
from django.urls import reverse

from tests.insight.releases.attacker import attack, given_away
from trellis.evidence.measures.queries.tables import tested_students
from trellis.evidence.measures.words import Method
from trellis.insight.releases.models import Release
from trellis.insight.releases.operations import digest_of
from trellis.insight.releases.queries import _places_then, earlier_populations
from trellis.insight.releases.rules.protection import Counted, ProtectedTable, ShownCell
from trellis.people.accounts.models import Person
from trellis.people.places.queries import district_of
from trellis.stats.protect import audit_releases

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def table_of(release: Release) -> ProtectedTable:
    """The table as it is kept."""
    cells = tuple(
        ShownCell((str(cell.organization_id), cell.grade, cell.group), cell.students, cell.reached)
        for cell in release.cells.all()
    )
    return ProtectedTable(cells, release.attacked)


def people_of(release: Release) -> list[Counted]:
    """Who was counted where, with who reached it."""
    assert release.administration is not None
    assert release.item is not None
    tested = tested_students(
        release.organization,
        administration=release.administration,
        item=release.item,
        method=Method(release.method),
        cut=release.cut,
    )
    reached = {one.student_id: one.reached for one in tested}
    return [
        Counted(row.student_number, str(row.school_number), row.grade, row.group, reached[row.student_number])
        for row in release.members.all()
    ]


def stored_tables_hold() -> int:
    """Fail when any kept table gives somebody away, alone or beside the others; return how many there are."""
    releases = list(Release.objects.select_related("organization", "administration", "item"))
    for release in releases:
        table, people = table_of(release), people_of(release)
        assert digest_of(table.cells) == release.digest
        secrets = attack(table, people, _places_then(release), below=release.threshold)
        assert not given_away(secrets, below=release.threshold)
        assert audit_releases(earlier_populations(district_of(release.organization))).passed
    assert releases
    return len(releases)


def read_as(person: Person, release: Release) -> tuple[str, str]:
    """The page and the file of a release as somebody reads them."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    page = client.get(reverse("open-release", args=[release.public_id]))
    file = client.get(reverse("release-csv", args=[release.public_id]))
    assert (page.status_code, file.status_code) == (200, 200)
    return page.content.decode(), file.content.decode()
