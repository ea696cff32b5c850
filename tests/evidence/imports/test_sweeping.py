"""Plans that nobody decided about are forgotten after a week, with the files that came in for them."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.cast import Cast
from trellis.cli.schedule import JOBS
from trellis.evidence.imports.models import (
    ExternalKey,
    ImportChange,
    ImportFinding,
    ImportRun,
    ImportSource,
    MatchProposal,
    WaitingRow,
)
from trellis.evidence.imports.work.results.keeping import waiting_row
from trellis.evidence.imports.work.sweeping import forget_traces, sweep_staging


def waiting(cast: Cast, folder: Path, state: str, days: int, format_: str) -> tuple[ImportRun, Path]:
    source, _made = ImportSource.objects.get_or_create(organization=cast.district, name="S")
    kept = folder / f"{state}-{days}-{format_}"
    kept.write_text("names of students")
    run = ImportRun.objects.create(
        source=source,
        format=format_,
        file_name="file",
        stored_path=str(kept),
        state=state,
        received_at=timezone.now() - timedelta(days=days),
    )
    return run, kept


@pytest.mark.django_db
@pytest.mark.parametrize("format_", ["roster", "results", "standards"])
@pytest.mark.parametrize(
    ("state", "days", "after", "file_stays"),
    [
        ("planned", 8, "put_aside", False),
        ("held", 8, "put_aside", False),
        ("rejected", 8, "rejected", False),
        ("planned", 6, "planned", True),
        ("applying", 8, "applying", True),
    ],
)
def test_only_old_plans_go(
    cast: Cast, tmp_path: Path, format_: str, state: str, days: int, after: str, file_stays: bool
) -> None:
    run, kept = waiting(cast, tmp_path, state, days, format_)
    assert sweep_staging() == int(not file_stays)
    run.refresh_from_db()
    assert (run.state, kept.exists(), bool(run.stored_path)) == (after, file_stays, file_stays)
    assert sweep_staging() == 0


def test_the_worker_sweeps_every_day() -> None:
    job = next(job for job in JOBS if job.run is sweep_staging)
    assert job.seconds == 86_400


def test_traces_of_imports_are_kept_as_long_as_their_tables_say(cast: Cast, tmp_path: Path) -> None:
    now = timezone.now()
    run, _kept = waiting(cast, tmp_path, "applied", 0, "roster")
    run.applied_at = run.received_at = now
    run.save()
    key = ExternalKey.objects.create(source=run.source, kind="student", sourced_id="s1", object_id=1)
    ImportFinding.objects.create(run=run, code="R01", severity="warning", row=3, sourced_id="s1")
    ImportChange.objects.create(run=run, kind="student", action="change", key=key, object_id=1)
    waiting_row(run, 2, numbers={}, content={}, name="Mateo Delgado").save()
    MatchProposal.objects.create(
        source=run.source, sourced_id="t1", person=cast.ana, proposed_at=now, answered_at=now
    )
    MatchProposal.objects.create(source=run.source, sourced_id="t2", person=cast.ben, proposed_at=now)

    def left() -> list[int]:
        tables = (ImportFinding, ImportChange, WaitingRow, MatchProposal)
        return [table.objects.count() for table in tables]

    gone = [(29, [1, 1, 1, 2]), (31, [0, 0, 1, 2]), (364, [0, 0, 1, 2]), (366, [0, 0, 0, 1])]
    for days, expected in gone:
        forget_traces(now + timedelta(days=days))
        assert left() == expected, days
    assert ExternalKey.objects.exists()
    assert ImportRun.objects.exists(), "what came in and who approved it stays"
