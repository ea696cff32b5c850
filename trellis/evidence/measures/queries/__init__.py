"""Reads measures and results, limited to what a person may see."""

from trellis.evidence.measures.queries.names import student_names_in
from trellis.evidence.measures.queries.practical import (
    live_points,
    measures_of,
    open_data_point,
    open_measure,
)

__all__ = ["live_points", "measures_of", "open_data_point", "open_measure", "student_names_in"]
