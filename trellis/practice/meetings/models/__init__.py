"""Tables of meetings."""

from trellis.practice.meetings.models.covering import CoverAsk
from trellis.practice.meetings.models.deciding import DecisionVoice, MeetingDecision
from trellis.practice.meetings.models.meeting import AgendaItem, Meeting, MeetingSeries
from trellis.practice.meetings.models.norms import NormAsked, NormRepair, NormsProposal, NormTap
from trellis.practice.meetings.models.notes import DataSnapshot, Notes, NotesUpdate, NotesVersion
from trellis.practice.meetings.models.people import Attendance, FunctionHolder, MeetingInvitation, Pulse
from trellis.practice.meetings.models.promising import ActionStep, ParkedQuestion, StepReview
from trellis.practice.meetings.models.protocols import (
    ProtocolRun,
    RunDot,
    RunEvent,
    RunLine,
    RunStep,
    RunVote,
)
from trellis.practice.meetings.models.recording import CalendarFeed, HoursCredit, MeetingRecord, Thanks
from trellis.practice.meetings.models.road_map import RoadMapChange

__all__ = [
    "ActionStep",
    "AgendaItem",
    "Attendance",
    "CalendarFeed",
    "CoverAsk",
    "DataSnapshot",
    "DecisionVoice",
    "FunctionHolder",
    "HoursCredit",
    "Meeting",
    "MeetingDecision",
    "MeetingInvitation",
    "MeetingRecord",
    "MeetingSeries",
    "NormAsked",
    "NormRepair",
    "NormTap",
    "NormsProposal",
    "Notes",
    "NotesUpdate",
    "NotesVersion",
    "ParkedQuestion",
    "ProtocolRun",
    "Pulse",
    "RoadMapChange",
    "RunDot",
    "RunEvent",
    "RunLine",
    "RunStep",
    "RunVote",
    "StepReview",
    "Thanks",
]
