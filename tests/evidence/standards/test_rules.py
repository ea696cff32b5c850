"""How much of a framework stands on one page, and what of a large one waits below (S1-33)."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.evidence.standards.test_standards import PACKAGE, bring
from trellis.evidence.standards.models import AcademicFramework, AcademicStandard
from trellis.evidence.standards.queries import branches_of, way_to
from trellis.evidence.standards.rules import deepest_shown


@pytest.mark.parametrize(
    ("sizes", "most", "deepest"),
    [([], 5, 0), ([3], 5, 0), ([9], 5, 0), ([2, 3], 5, 1), ([2, 4], 5, 0), ([1, 2, 2, 9], 5, 2)],
)
def test_as_many_levels_as_fit(sizes: list[int], most: int, deepest: int) -> None:
    assert deepest_shown(sizes, most) == deepest


@pytest.mark.django_db
def test_a_large_framework_shows_its_upper_levels_and_how_much_is_below(cast: Cast, tmp_path: Path) -> None:
    bring(cast, tmp_path, PACKAGE)
    framework = AcademicFramework.objects.get()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        whole = branches_of(framework)
    assert [(one.standard.code, len(one.below), one.more) for one in whole.branches] == [
        ("4.NF", 2, 0),
        ("4.G", 0, 0),
    ]
    assert len(queries) <= 5
    upper = branches_of(framework, most=3)
    assert [(one.standard.code, len(one.below), one.more) for one in upper.branches] == [
        ("4.NF", 0, 2),
        ("4.G", 0, 0),
    ]
    assert (branches_of(framework, most=1).left_out, len(branches_of(framework, most=1).branches)) == (1, 1)
    leaf = AcademicStandard.objects.get(code="4.NF.A.1")
    assert [one.code for one in way_to(leaf)] == ["4.NF"]
    below = branches_of(framework, way_to(leaf)[0])
    assert [one.standard.code for one in below.branches] == ["4.NF.A.1", "4.NF.A.2"]
