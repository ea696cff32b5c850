"""Tables of need groups, supports and named adults."""

from trellis.practice.students.models.care import (
    CardRight,
    LookQuestion,
    NamedAdult,
    Strength,
    StudentProfile,
    Support,
    SupportPoint,
)
from trellis.practice.students.models.groups import (
    ErrorPattern,
    GroupMove,
    GroupPlace,
    NeedGroup,
    Regrouping,
    RoomConsent,
)
from trellis.practice.students.models.work import WorkSample, WorkScore

__all__ = [
    "CardRight",
    "ErrorPattern",
    "GroupMove",
    "GroupPlace",
    "LookQuestion",
    "NamedAdult",
    "NeedGroup",
    "Regrouping",
    "RoomConsent",
    "Strength",
    "StudentProfile",
    "Support",
    "SupportPoint",
    "WorkSample",
    "WorkScore",
]
