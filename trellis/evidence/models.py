"""Lists the tables of this floor for Django. Nobody imports it."""

from trellis.evidence.imports.models import (
    ExternalKey,
    ImportChange,
    ImportFinding,
    ImportRun,
    ImportSource,
    MatchProposal,
)
from trellis.evidence.measures.models import (
    Assessment,
    AssessmentItem,
    DataPoint,
    Measure,
    Result,
    ResultsFile,
    ResultsRow,
)
from trellis.evidence.roster.models import (
    Course,
    Demographic,
    Enrollment,
    Guardianship,
    SchoolClass,
    Student,
    StudentIdentifier,
    Teaching,
)

__all__ = [
    "Assessment",
    "AssessmentItem",
    "Course",
    "DataPoint",
    "Demographic",
    "Enrollment",
    "ExternalKey",
    "Guardianship",
    "ImportChange",
    "ImportFinding",
    "ImportRun",
    "ImportSource",
    "MatchProposal",
    "Measure",
    "Result",
    "ResultsFile",
    "ResultsRow",
    "SchoolClass",
    "Student",
    "StudentIdentifier",
    "Teaching",
]
