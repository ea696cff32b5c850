"""Tables that leave as files: no cell may be taken for a formula by a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

#: What a spreadsheet takes for the start of a formula.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: str) -> str:
    """Return a cell that a spreadsheet shows as text."""
    return f"'{value}" if value.startswith(_STARTS) else value


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV with a byte order mark, so that spreadsheets read accents."""
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + kept.getvalue()
