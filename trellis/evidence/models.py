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
    Administration,
    Assessment,
    AssessmentItem,
    Attempt,
    DataPoint,
    Intake,
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
from trellis.evidence.standards.models import AcademicFramework, AcademicStandard, AcademicStandardLink

__all__ = [
    "AcademicFramework",
    "AcademicStandard",
    "AcademicStandardLink",
    "Administration",
    "Assessment",
    "AssessmentItem",
    "Attempt",
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
    "Intake",
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
