"""Reads measures and results, limited to what a person may see."""

from trellis.evidence.measures.queries.catalogue import CatalogueMeasure, catalogue, catalogue_by_area
from trellis.evidence.measures.queries.names import student_names_in
from trellis.evidence.measures.queries.practical import (
    live_points,
    measures_of,
    open_data_point,
    open_measure,
    points_of_measures,
)

__all__ = [
    "CatalogueMeasure",
    "catalogue",
    "catalogue_by_area",
    "live_points",
    "measures_of",
    "open_data_point",
    "open_measure",
    "points_of_measures",
    "student_names_in",
]
