"""Changes to measures and results."""

from trellis.evidence.measures.operations.practical import (
    make_measure,
    record_data_point,
    retire_measure,
    take_back_data_point,
)

__all__ = ["make_measure", "record_data_point", "retire_measure", "take_back_data_point"]
