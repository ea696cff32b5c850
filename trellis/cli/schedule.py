"""What the worker does by the clock, beside the tasks that people's actions put into the queue.

Every job may run twice or in several workers at once without harm, so no table of runs is kept: after a start
each job is due, then again after its time.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.contrib.sessions.backends.db import SessionStore
from django.db.utils import DatabaseError
from django.utils import timezone

from trellis.evidence.imports.work.results.keeping import sweep_rows
from trellis.evidence.imports.work.sweeping import forget_traces, sweep_staging
from trellis.evidence.measures.work.forgetting import forget_dropped_files
from trellis.evidence.surveys.operations import forget_tickets
from trellis.people.accounts.work import forget_old_invitations, forget_old_links
from trellis.people.notices.work import forget_old_notices, send_due_mail
from trellis.people.tokens.work import forget_old_tokens
from trellis.practice.meetings.operations.notes import settle_quiet_notes
from trellis.practice.meetings.work import forget_old_covers

logger = logging.getLogger("trellis.schedule")
MINUTE, DAY = 60.0, 86_400.0


@dataclass(frozen=True)
class Job:
    """One job: a name for the log, how often, and what."""

    name: str
    seconds: float
    run: Callable[[], object]


JOBS: tuple[Job, ...] = (
    Job("send due mail", 2 * MINUTE, send_due_mail),
    Job("settle notes", 10 * MINUTE, lambda: settle_quiet_notes(now=timezone.now())),
    Job("forget old sign-in links", DAY, lambda: forget_old_links(timezone.now())),
    Job("forget old invitations", DAY, lambda: forget_old_invitations(timezone.now())),
    Job("forget old notices", DAY, lambda: forget_old_notices(timezone.now())),
    Job("forget ended API tokens", DAY, lambda: forget_old_tokens(timezone.now())),
    Job("forget plans of imports that nobody decided about", DAY, sweep_staging),
    Job("forget traces of old imports", DAY, lambda: forget_traces(timezone.now())),
    Job("forget old dropped files", DAY, lambda: forget_dropped_files(timezone.now())),
    Job("forget rows of files that were kept long enough", DAY, sweep_rows),
    Job("forget who asked whom to take a class", DAY, lambda: forget_old_covers(timezone.now())),
    Job("forget who answered", DAY, lambda: forget_tickets(on=timezone.localdate())),
    Job("forget ended sessions", DAY, SessionStore.clear_expired),
)


@dataclass
class Schedule:
    """The jobs of one worker, with when each is next due."""

    jobs: Sequence[Job] = JOBS
    clock: Callable[[], float] = time.monotonic
    _due: dict[str, float] = field(default_factory=dict)

    def run_due(self) -> int:
        """Run what is due and return how many ran. A job that breaks is logged and waits for its next time.

        Raises:
            DatabaseError: when the database cannot be reached; the job stays due.
        """
        now = self.clock()
        ran = 0
        for job in self.jobs:
            if self._due.get(job.name, now) > now:
                continue
            try:
                job.run()
            except DatabaseError:
                raise
            except Exception:
                logger.exception(
                    "The scheduled job “%s” broke; it is tried again at its next time.", job.name
                )
            self._due[job.name] = now + job.seconds
            ran += 1
        return ran
