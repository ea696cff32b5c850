"""Tables of cycles."""

from trellis.practice.cycles.models.closing import Decision, FamilyMessage, Story
from trellis.practice.cycles.models.cycle import Answer, Cycle, Problem, Stage, UseFirst, Voice
from trellis.practice.cycles.models.doing import (
    Adjustment,
    Experiment,
    PlanStep,
    StrategyInUse,
    Theory,
    UseRecord,
)
from trellis.practice.cycles.models.reflecting import ReflectionDepth
from trellis.practice.cycles.models.standards import CycleStandard
from trellis.practice.cycles.models.studying import StudyDesign
from trellis.practice.cycles.models.thinking import Cause, Evidence, Idea, IdeaVote, Need, ProcessStep

__all__ = [
    "Adjustment",
    "Answer",
    "Cause",
    "Cycle",
    "CycleStandard",
    "Decision",
    "Evidence",
    "Experiment",
    "FamilyMessage",
    "Idea",
    "IdeaVote",
    "Need",
    "PlanStep",
    "Problem",
    "ProcessStep",
    "ReflectionDepth",
    "Stage",
    "Story",
    "StrategyInUse",
    "StudyDesign",
    "Theory",
    "UseFirst",
    "UseRecord",
    "Voice",
]
