"""An installation begins with one administrator, and its tree grows by hand where no roster helps."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.house.matrix.world import signed_in
from trellis.cli.main import main
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.people.access.models import RoleAssignment
from trellis.people.access.operations import add_place, begin_installation
from trellis.people.access.operations.roles import grant_role
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person
from trellis.people.places.models import Organization
from trellis.people.places.words import OrganizationKind as Kind

FIRST = ("begin", "Oak Hill Schools", "--given", "Rosa", "--family", "Kim", "--mail", "rosa@oakhill.example")


@pytest.mark.django_db
def test_the_command_founds_a_district_and_its_link_lets_the_administrator_in(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(FIRST) == 0
    said = capsys.readouterr().out
    link = next(line.strip() for line in said.splitlines() if "/invitations/" in line)
    path = "/invitations/" + link.split("/invitations/")[1]
    answer = client.post(path, {"password": "long meadow paths 42", "preferred_name": ""}, follow=True)
    assert answer.status_code == 200
    rosa = Person.objects.get()
    assert client.session["_auth_user_id"] == str(rosa.pk)
    district = Organization.objects.get()
    assert client.get(reverse("people-of", args=[district.public_id])).status_code == 200
    # the link works once, and nobody begins twice
    assert Client().get(path).status_code == 404
    assert main(FIRST) == 1
    assert "already" in capsys.readouterr().err
    assert RoleAssignment.objects.get().role == Role.SITE_ADMINISTRATOR


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"email": "rosa"}, {"given_name": " "}, {"name": ""}])
def test_without_name_or_address_nothing_begins(wrong: dict[str, str]) -> None:
    whole = {"name": "Oak Hill", "given_name": "Rosa", "family_name": "Kim", "email": "rosa@oakhill.example"}
    with pytest.raises(Invalid):
        begin_installation(**(whole | wrong))  # type: ignore[arg-type]  # all of them are words
    assert not Organization.objects.exists()
    assert not Person.objects.exists()


def test_where_people_are_nobody_begins_anew(cast: Cast) -> None:
    with pytest.raises(Conflict):
        begin_installation(name="Mine", given_name="Mal", family_name="Lory", email="mal@evil.example")


def test_an_administrator_adds_a_department_by_hand(cast: Cast) -> None:
    grant_role(by=None, person=cast.cleo, organization=cast.district, role=Role.SITE_ADMINISTRATOR)
    browser = signed_in(cast.cleo)
    here = reverse("open-organization", args=[cast.district.public_id])
    url = reverse("add-place", args=[cast.district.public_id])
    assert url in browser.get(here).content.decode()
    assert browser.post(url, {"kind": "state", "name": "A state"}).status_code == 422
    assert (
        browser.post(url, {"kind": "department", "name": "Curriculum", "local_code": ""}).status_code == 303
    )
    assert (
        browser.post(url, {"kind": "department", "name": "curriculum", "local_code": ""}).status_code == 422
    )
    made = Organization.objects.get(name="Curriculum")
    assert (made.parent, made.kind) == (cast.district, Kind.DEPARTMENT)
    assert "Curriculum" in browser.get(here).content.decode()


@pytest.mark.parametrize("name", ["ana", "pat", "dee", "eli"])
def test_others_add_no_place(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        add_place(by=getattr(cast, name), parent=cast.district, kind=Kind.SCHOOL, name="Mine")
    assert (
        signed_in(getattr(cast, name)).get(reverse("add-place", args=[cast.district.public_id])).status_code
        == 404
    )
