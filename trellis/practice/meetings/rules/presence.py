"""Who is in a meeting now: who came, did not go, and was heard of lately."""

from datetime import datetime, timedelta

from trellis.practice.meetings.words import AWAY_MINUTES


def is_present(
    *, joined_at: datetime, seen_at: datetime | None, left_at: datetime | None, now: datetime
) -> bool:
    """Say whether somebody who came is still there: they did not go, and were heard of lately."""
    if left_at is not None:
        return False
    return now - max(joined_at, seen_at or joined_at) < timedelta(minutes=AWAY_MINUTES)
