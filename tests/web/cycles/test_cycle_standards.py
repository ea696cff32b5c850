"""The standards of a cycle on its pages, and the cycles of a standard on its own (S1-33)."""

from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.evidence.standards.test_standards import PACKAGE, bring
from tests.house.matrix.world import signed_in
from tests.practice.students.test_standards_of_cycles import check
from tests.practice.world import planned, started
from trellis.evidence.standards.models import AcademicFramework, AcademicStandard
from trellis.practice.cycles.operations.standards import link_standard


def test_S1_33_a_team_links_what_is_suggested_and_what_it_finds(cast: Cast, tmp_path: Path) -> None:
    cycle = started(cast)
    page = reverse("cycle-standards", args=[cycle.public_id])
    ben = signed_in(cast.ben)
    assert "There is no framework of standards here yet" in ben.get(page).content.decode()
    bring(cast, tmp_path, PACKAGE)
    planned(cast, cycle)
    check(cast, cycle, 2)
    empty = ben.get(page).content.decode()
    assert "No standard is linked yet." in empty
    assert "2 items of Fractions check" in empty
    found = ben.get(page, {"q": "equal"}).content.decode()
    assert "One standard found." in found
    assert "Nothing found." in ben.get(page, {"q": "volcano"}).content.decode()
    compare = AcademicStandard.objects.get(code="4.NF.A.2").public_id
    answer = ben.post(page, {"standard": compare, "for_goal": "on"}, follow=True).content.decode()
    assert "The cycle works on 4.NF.A.2." in answer
    assert "our goal names it" in answer
    assert "2 items of Fractions check" not in answer
    assert "4.NF.A.2" in ben.get(reverse("open-cycle", args=[cycle.public_id])).content.decode()
    assert "4.NF.A.2" in ben.get(reverse("goals", args=[cycle.public_id])).content.decode()
    assert ben.post(page, {"standard": "nothing"}).status_code == 404
    remove = reverse("unlink-standard", args=[cycle.public_id, compare])
    assert "No standard is linked yet." in ben.post(remove, follow=True).content.decode()


def test_S1_33_a_standard_shows_the_cycles_the_reader_may_see(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, PACKAGE)
    cycle = started(cast, safe_to_try=True)
    compare = AcademicStandard.objects.get(code="4.NF.A.2")
    link_standard(by=cast.ana, cycle=cycle, standard=compare.public_id)
    page = reverse("open-framework", args=[AcademicFramework.objects.get().public_id])
    seen = {
        name: signed_in(getattr(cast, name)).get(page, {"below": compare.public_id}).content.decode()
        for name in ("ben", "pat")
    }
    assert cycle.name in seen["ben"]
    assert cycle.name not in seen["pat"]
    assert "No cycle that you may read" in seen["pat"]
    cycle.safe_to_try = False
    cycle.save()
    assert cycle.name in signed_in(cast.pat).get(page, {"below": compare.public_id}).content.decode()
    outside = signed_in(cast.pat).get(reverse("open-cycle", args=[cycle.public_id])).content.decode()
    assert "4.NF.A.2" in outside


def test_the_page_asks_as_often_for_three_as_for_one(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, PACKAGE)
    cycle = started(cast)
    page = reverse("cycle-standards", args=[cycle.public_id])
    ben = signed_in(cast.ben)
    counts = []
    for codes in (["4.NF.A.2"], ["4.NF.A.1", "4.G"]):
        for code in codes:
            standard = AcademicStandard.objects.get(code=code)
            link_standard(by=cast.ana, cycle=cycle, standard=standard.public_id)
        ben.get(page)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ben.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[1]
