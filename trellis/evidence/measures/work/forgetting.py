"""Forgets dropped files of results once their time is over; the results that were written stay."""

from datetime import datetime, timedelta

from trellis.evidence.measures.models import ResultsFile

#: A dropped file and its rows are kept this long.
FILE_DAYS = 30


def forget_dropped_files(now: datetime) -> int:
    """Delete dropped files that are older than a month, with their rows; return how many files."""
    old = ResultsFile.objects.filter(dropped_at__lt=now - timedelta(days=FILE_DAYS))
    count = old.count()
    old.delete()
    return count
