"""The quick check of a whole column says exactly what the check of each cell says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.evidence.imports.words.tables import FILES, Column
from trellis.evidence.imports.work.cells import Verdict, check_of, fault_of_text
from trellis.evidence.imports.work.columns import ColumnCheck

COLUMNS = sorted(
    {column for columns in FILES.values() for column in columns if column.type != "password"},
    key=lambda column: (column.type, column.name, column.required),
)
WORDS = ["active", "Active", "school", "student", "Teacher", "ext:pilot", "inactive", "true", "TRUE", "10"]
DAYS = ["2026-02-30", "2026-08-15", "2026-08-15T00:00:00Z", "2026-2027", "2027"]
OTHERS = ["", "a", "s-1", "a,b", "12.5", "-1", " 3 ", "{LEA:7}", "two\nlines", "ü", "a b", "/"]
LONG = ["x" * 256, "y" * 10_001]
CELLS = st.one_of(st.sampled_from([*WORDS, *DAYS, *OTHERS, *LONG]), st.text(max_size=12))


def one_by_one(
    column: Column, cells: list[str], *, strict: bool
) -> tuple[list[str | None], list[tuple[str, str, int]]]:
    """Return what to keep and what was found, by the rule of a single cell."""
    check = check_of(column)
    kept: list[str | None] = []
    found = []
    for place, cell in enumerate(cells):
        if not cell:
            if column.required:
                found.append(("R01", "error", place))
            kept.append(None)
            continue
        fault = fault_of_text(cell)
        verdict = Verdict(None, fault, "error") if fault else check(cell, strict)
        if verdict.code:
            found.append((verdict.code, verdict.severity, place))
        kept.append(verdict.value)
    return kept, found


@settings(deadline=None)
@given(st.sampled_from(COLUMNS), st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=3), st.booleans())
def test_a_column_is_checked_as_its_cells_are(column: Column, batches: list[list[str]], strict: bool) -> None:
    check = ColumnCheck(column, 0, strict=strict)
    found: list[tuple[str, str, int]] = []
    for cells in batches:  # what an earlier batch taught must not change the verdict of a later one
        found.clear()
        kept = check.values(cells, lambda code, severity, place: found.append((code, severity, place)))
        assert (kept, found) == one_by_one(column, cells, strict=strict)
