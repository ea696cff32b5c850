"""Receives, applies, puts aside and undoes imports."""

from trellis.evidence.imports.operations.frameworks import receive_framework
from trellis.evidence.imports.operations.results import (
    answer_waiting_row,
    choose_file_columns,
    import_results_file,
    map_columns,
    receive_results_file,
    retire_template,
)
from trellis.evidence.imports.operations.rosters import (
    ENCODINGS,
    answer_proposal,
    apply_plan,
    import_package,
    put_aside,
    receive_package,
    undo_applied,
)
from trellis.evidence.imports.operations.rows import look_at_sent_row
from trellis.evidence.imports.operations.sources import settle_source

__all__ = [
    "ENCODINGS",
    "answer_proposal",
    "answer_waiting_row",
    "apply_plan",
    "choose_file_columns",
    "import_package",
    "import_results_file",
    "look_at_sent_row",
    "map_columns",
    "put_aside",
    "receive_framework",
    "receive_package",
    "receive_results_file",
    "retire_template",
    "settle_source",
    "undo_applied",
]
