"""Plans that nobody decided about are forgotten after a week, with the files that came in for them."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.cast import Cast
from trellis.cli.schedule import JOBS
from trellis.evidence.imports.models import ImportRun, ImportSource
from trellis.evidence.imports.work.sweeping import sweep_staging


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
