"""Tables of measures and results."""

from trellis.evidence.measures.models.results import (
    Assessment,
    AssessmentItem,
    Result,
    ResultsFile,
    ResultsRow,
)

__all__ = ["Assessment", "AssessmentItem", "Result", "ResultsFile", "ResultsRow"]
