"""Jobs by the clock: due at the start, then after their time; a broken one stops nothing."""

import pytest
from django.db.utils import OperationalError

from trellis.cli.schedule import JOBS, Job, Schedule


def test_each_job_runs_at_the_start_and_after_its_time() -> None:
    now, ran = [0.0], []
    jobs = (Job("often", 10, lambda: ran.append("often")), Job("seldom", 100, lambda: ran.append("seldom")))
    schedule = Schedule(jobs, clock=lambda: now[0])
    for now[0] in (0.0, 5.0, 10.0, 19.0, 100.0):
        schedule.run_due()
    assert ran == ["often", "seldom", "often", "often", "seldom"]


def test_a_broken_job_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []

    def breaks() -> None:
        raise ValueError("broken")

    schedule = Schedule(
        (Job("bad", 10, breaks), Job("good", 10, lambda: ran.append("good"))), clock=lambda: 0.0
    )
    assert schedule.run_due() == 2
    assert ran == ["good"]
    assert "bad" in caplog.text
    assert schedule.run_due() == 0


def test_without_a_database_the_job_stays_due() -> None:
    troubles = [OperationalError("gone"), None]

    def needs_database() -> None:
        trouble = troubles.pop(0)
        if trouble:
            raise trouble

    schedule = Schedule((Job("mail", 10, needs_database),), clock=lambda: 0.0)
    with pytest.raises(OperationalError):
        schedule.run_due()
    assert schedule.run_due() == 1


@pytest.mark.django_db
def test_every_real_job_runs_on_an_empty_database(caplog: pytest.LogCaptureFixture) -> None:
    assert Schedule().run_due() == len(JOBS)
    assert caplog.text == ""
