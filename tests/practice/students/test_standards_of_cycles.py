"""Standards are suggested from the assessments used in a cycle (S1-33)."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.evidence.standards.test_standards import PACKAGE, bring
from tests.practice.world import started
from trellis.evidence.measures.models import Administration, Assessment
from trellis.evidence.measures.operations.own import make_common_assessment
from trellis.evidence.standards.models import AcademicStandard
from trellis.practice.cycles.models import Cycle
from trellis.practice.cycles.operations.standards import link_standard
from trellis.practice.cycles.operations.studying import write_study_design
from trellis.practice.cycles.words import StudyKind
from trellis.practice.students.models import Regrouping
from trellis.practice.students.queries.standards import suggested_standards

ITEMS = "Which is more? | A | 1 | 4.NF.A.2\nHow much more? | B | 1 | 4.NF.A.2\nThe same? | C | 1 | 4.NF.A.1"


def check(cast: Cast, cycle: Cycle, weeks: int, title: str = "Fractions check") -> Assessment:
    given_on = cycle.starts_on + timedelta(weeks=weeks)
    return make_common_assessment(
        by=cast.ana, community=cast.grade_4, title=title, items=ITEMS, given_on=given_on
    )


def suggestions(cycle: Cycle) -> list[tuple[str, int, list[str]]]:
    return [(one.standard.code, one.items, one.assessments) for one in suggested_standards(cycle)]


@pytest.fixture
def cycle(cast: Cast, tmp_path: Path) -> Cycle:
    bring(cast, tmp_path, PACKAGE)
    return started(cast)


def test_S1_33_a_check_given_meanwhile_suggests_its_standards(cast: Cast, cycle: Cycle) -> None:
    check(cast, cycle, 2)
    check(cast, cycle, -30, title="Last spring")
    check(cast, cycle, 60, title="Next year")
    named = ["Fractions check"]
    assert suggestions(cycle) == [("4.NF.A.2", 2, named), ("4.NF.A.1", 1, named)]
    compare = AcademicStandard.objects.get(code="4.NF.A.2")
    link_standard(by=cast.ana, cycle=cycle, standard=compare.public_id)
    assert suggestions(cycle) == [("4.NF.A.1", 1, named)]
    AcademicStandard.objects.filter(code="4.NF.A.1").update(removed_at=cycle.launched_at)
    assert suggestions(cycle) == []


def test_what_the_comparison_and_the_groups_use_suggests_too(cast: Cast, cycle: Cycle) -> None:
    old = check(cast, cycle, -30, title="Last spring")
    assert suggestions(cycle) == []
    study = write_study_design(by=cast.ana, cycle=cycle, kind=StudyKind.SINGLE)
    study.before = Administration.objects.get(assessment=old)
    study.save()
    assert [row[0] for row in suggestions(cycle)] == ["4.NF.A.2", "4.NF.A.1"]
    study.delete()
    Regrouping.objects.create(
        community=cast.grade_4,
        assessment=old,
        cycle=cycle,
        title="Groups",
        proposed_by=cast.ana,
        proposed_at=cycle.launched_at,
    )
    assert [row[1] for row in suggestions(cycle)] == [2, 1]


def test_another_teams_check_suggests_nothing(cast: Cast, cycle: Cycle) -> None:
    Assessment.objects.filter(pk=check(cast, cycle, 2).pk).update(community=cast.grade_5)
    assert suggestions(cycle) == []
