"""Tables of measures and results."""

from trellis.evidence.measures.models.practical import DataPoint, Measure
from trellis.evidence.measures.models.results import (
    Assessment,
    AssessmentItem,
    Result,
    ResultsFile,
    ResultsRow,
)

__all__ = ["Assessment", "AssessmentItem", "DataPoint", "Measure", "Result", "ResultsFile", "ResultsRow"]
