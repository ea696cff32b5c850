"""Academic standards: a steward brings in a framework, Cleo searches it, the team sees where it is weak."""

import json
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.site import Visitor, check_accessible, check_fits, picture
from tests.cast import Cast
from tests.evidence.measures.classroom import make_classroom
from tests.evidence.standards.test_standards import PACKAGE
from tests.practice.world import started
from tests.web.standards.test_standards import assessment_of, window_of
from trellis.people.access.models import RoleAssignment
from trellis.people.access.words import Role
from trellis.people.accounts.models import Person


def steward(cast: Cast) -> Person:
    person = Person.objects.create(given_name="Sam", family_name="Nakata")
    RoleAssignment.objects.create(
        person=person, organization=cast.district, role=Role.DATA_STEWARD, starts_on=timezone.localdate()
    )
    return person


def test_S1_33_a_framework_comes_in_is_searched_and_shows_what_is_weak(
    visitor: Callable[..., Visitor], cast: Cast
) -> None:
    window_of(assessment_of(cast, "4.NF.A.1", "4.NF.A.2"), 2027, {0: (2, 0), 1: (2, 1)}, make_classroom(cast))
    sam = visitor(steward(cast)).open(f"/places/{cast.district.public_id}/standards/")
    sam.get_by_role("link", name="Bring in a framework").click()
    check_accessible(sam)
    content = json.dumps(PACKAGE).encode()
    sam.get_by_label("File of the framework").set_input_files(
        {"name": "math.json", "mimeType": "application/json", "buffer": content}
    )
    sam.get_by_role("button", name="Read the file").click()
    expect(sam.get_by_role("heading", name="Here is what would come in")).to_be_visible()
    check_accessible(sam)
    picture(sam, "framework-plan-1440-light")
    sam.get_by_role("button", name="Bring it in").click()
    expect(sam.get_by_role("heading", name="Here is what came in")).to_be_visible()
    cleo = visitor(cast.cleo, width=360, scheme="dark").open(f"/places/{cast.lincoln.public_id}/standards/")
    cleo.get_by_role("link", name="Mathematics").click()
    expect(cleo.get_by_text("Geometry")).to_be_visible()
    check_accessible(cleo)
    check_fits(cleo)
    picture(cleo, "framework-360-dark")
    cleo.get_by_label("Code or words").fill("compare fractions")
    cleo.get_by_role("button", name="Search").click()
    expect(cleo.get_by_text("One standard found.")).to_be_visible()
    check_accessible(cleo)
    ana = visitor(cast.ana).open(f"/communities/{cast.grade_4.public_id}/results/")
    ana.get_by_role("link", name="Results by standard").click()
    check_accessible(ana)
    picture(ana, "team-standards-1440-light")
    ana.get_by_role("link", name="4.NF.A.2").click()
    expect(ana.get_by_text("1 of 4 points")).to_be_visible()
    check_accessible(ana)
    cycle = started(cast)
    ben = visitor(cast.ben, width=320, scheme="dark").open(f"/cycles/{cycle.public_id}/standards/?q=compare")
    ben.get_by_role("button", name="Link").first.click()
    expect(ben.locator("#notices")).to_contain_text("The cycle works on 4.NF.A.2.")
    check_accessible(ben)
    check_fits(ben)
    ben.get_by_role("link", name="4.NF.A.2").click()
    expect(ben.get_by_role("link", name=cycle.name)).to_be_visible()
    check_accessible(ben)
    check_fits(ben)
