"""A dropped file is kept a month; what was written from it stays."""

from datetime import timedelta

from django.utils import timezone

from tests.cast import Cast
from tests.evidence.measures.classroom import make_classroom
from tests.evidence.measures.test_results import CSV
from trellis.evidence.measures.models import Administration, Result, ResultsFile, ResultsRow
from trellis.evidence.measures.operations.results import apply_results_file, drop_results_file
from trellis.evidence.measures.work.forgetting import forget_dropped_files


def test_a_month_later_the_rows_are_gone_and_the_results_are_there(cast: Cast) -> None:
    make_classroom(cast)
    written, waiting = (
        drop_results_file(by=cast.ana, community=cast.grade_4, name="check.csv", content=CSV.encode())
        for _file in range(2)
    )
    apply_results_file(by=cast.ana, file=written, title="Check", given_on=timezone.localdate())
    results = Result.objects.count()
    assert ResultsRow.objects.exists()
    assert results
    now = timezone.now()
    assert forget_dropped_files(now + timedelta(days=29)) == 0
    assert set(ResultsFile.objects.all()) == {written, waiting}
    assert forget_dropped_files(now + timedelta(days=31)) == 2
    assert not ResultsRow.objects.exists()
    assert Result.objects.count() == results
    assert Administration.objects.get().file is None
