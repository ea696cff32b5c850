"""A results file becomes one point on the chart (S0-27, S0-47): counted, never typed again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.measures.classroom import make_classroom
from tests.house.matrix.world import signed_in
from tests.practice.world import measured, planned, started
from trellis.evidence.measures.models import Assessment
from trellis.evidence.measures.operations.from_results import record_point_from_results
from trellis.evidence.measures.operations.practical import make_measure
from trellis.evidence.measures.operations.results import apply_results_file, drop_results_file
from trellis.evidence.measures.queries.points import ITEMS_RIGHT, countable_in, reached_in
from trellis.evidence.measures.words import Unit
from trellis.kit.errors import Invalid, NotFound, Refused

TODAY = timezone.localdate()
ITEMS = """Student ID,Item 1,Item 2,Item 3,Total
1001,1,1,1,3
1002,1,0,1,2
1003,0,0,1,1
1004,,,,
"""
LETTERS = """Student ID,Item 1,Item 2
1001,A,B
1002,C,B
"""


def applied(cast: Cast, content: str = ITEMS, days_ago: int = 0) -> Assessment:
    file = drop_results_file(by=cast.ana, community=cast.grade_4, name="slip.csv", content=content.encode())
    given_on = TODAY - timedelta(days=days_ago)
    return apply_results_file(by=cast.ana, file=file, title="Thursday slip", given_on=given_on)


@pytest.fixture
def slip(cast: Cast) -> Assessment:
    make_classroom(cast)
    return applied(cast)


@pytest.mark.parametrize(
    ("by_what", "least", "part"),
    [(ITEMS_RIGHT, 3, 1), (ITEMS_RIGHT, 2, 2), (ITEMS_RIGHT, 1, 3), ("score-4", 2, 2), ("score-4", 4, 0)],
)
def test_students_are_counted_by_items_right_or_by_a_score(
    slip: Assessment, by_what: str, least: int, part: int
) -> None:
    found = reached_in(slip, by_what=by_what, least=Decimal(least))
    assert found is not None
    assert (found.part, found.on) == (part, TODAY)
    assert [one.key for one in countable_in(slip)] == [ITEMS_RIGHT, "score-4"]


def test_letters_without_a_key_are_not_called_right(cast: Cast) -> None:
    make_classroom(cast)
    assessment = applied(cast, LETTERS)
    assert countable_in(assessment) == []
    assert reached_in(assessment, by_what=ITEMS_RIGHT, least=Decimal(1)) is None
    page = signed_in(cast.ana).get(reverse("record-point-from-results", args=[assessment.public_id]))
    assert "Nothing here can be counted" in page.content.decode()


def test_the_point_stands_on_the_day_the_task_was_given(cast: Cast) -> None:
    make_classroom(cast)
    assessment = applied(cast, days_ago=3)
    measure = measured(cast.ana, started(cast))
    point = record_point_from_results(
        by=cast.ben, assessment=assessment, measure=measure, by_what=ITEMS_RIGHT, least=Decimal(2)
    )
    assert (point.part, point.on, point.note) == (2, TODAY - timedelta(days=3), "Thursday slip")
    assert point.whole is not None
    assert point.value == round(Decimal(200) / point.whole, 4)


def test_S0_47_no_point_comes_in_by_a_file_before_the_prediction_is_locked(cast: Cast) -> None:
    make_classroom(cast)
    assessment, cycle = applied(cast), started(cast)
    measure = planned(cast, cycle, use_starts_on=TODAY - timedelta(days=7), lock=False)
    with pytest.raises(Refused, match="Lock your prediction first"):
        record_point_from_results(
            by=cast.ana, assessment=assessment, measure=measure, by_what=ITEMS_RIGHT, least=Decimal(2)
        )
    assert not measure.points.exists()


def test_what_does_not_fit_is_refused(cast: Cast, slip: Assessment) -> None:
    minutes = make_measure(by=cast.ana, community=cast.grade_4, name="Minutes", unit=Unit.MINUTES)
    theirs = make_measure(by=cast.cleo, community=cast.grade_5, name="Share")
    for measure in (minutes, theirs):
        with pytest.raises(Invalid):
            record_point_from_results(
                by=cast.ana, assessment=slip, measure=measure, by_what=ITEMS_RIGHT, least=Decimal(2)
            )
    for person in (cast.cleo, cast.pat, cast.dee):
        with pytest.raises(NotFound):
            record_point_from_results(
                by=person, assessment=slip, measure=theirs, by_what=ITEMS_RIGHT, least=Decimal(2)
            )


def test_the_page_leads_from_the_results_to_the_chart(cast: Cast, slip: Assessment) -> None:
    browser = signed_in(cast.ana)
    url = reverse("record-point-from-results", args=[slip.public_id])
    assert url in browser.get(reverse("open-assessment", args=[slip.public_id])).content.decode()
    assert "There is no share to watch yet" in browser.get(url).content.decode()
    measure = measured(cast.ana, started(cast))
    wish = {"measure": measure.public_id, "by_what": ITEMS_RIGHT, "least": "2"}
    assert browser.post(url, {**wish, "least": ""}).status_code == 422
    done = browser.post(url, wish, follow=True)
    assert "reached it; that is on the chart." in done.content.decode()
    assert measure.points.get().part == 2
