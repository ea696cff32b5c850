"""Tables of measures and results."""

from trellis.evidence.measures.models.facts import OutsideAnswerSet, PublishedFigure, StudentFact
from trellis.evidence.measures.models.files import ResultsFile, ResultsRow
from trellis.evidence.measures.models.practical import DataPoint, Measure
from trellis.evidence.measures.models.results import (
    Administration,
    Assessment,
    AssessmentItem,
    Attempt,
    Intake,
    Result,
)

__all__ = [
    "Administration",
    "Assessment",
    "AssessmentItem",
    "Attempt",
    "DataPoint",
    "Intake",
    "Measure",
    "OutsideAnswerSet",
    "PublishedFigure",
    "Result",
    "ResultsFile",
    "ResultsRow",
    "StudentFact",
]
