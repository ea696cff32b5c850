"""Forms of cycles."""

from trellis.web.cycles.forms.closing import DecisionForm, MessageForm, StoryForm
from trellis.web.cycles.forms.doing import (
    AdjustForm,
    DepthForm,
    PassForm,
    RoadForm,
    UseFirstForm,
    UseForm,
    VoiceForm,
)
from trellis.web.cycles.forms.launch import LaunchForm
from trellis.web.cycles.forms.planning import (
    DesignForm,
    GoalForm,
    IdeaForm,
    PlanStepForm,
    PredictionForm,
    StrategyForm,
    TheoryForm,
    WatchForm,
)
from trellis.web.cycles.forms.study import StudyForm
from trellis.web.cycles.forms.thinking import (
    BackCauseForm,
    CauseForm,
    EvidenceForm,
    NeedsForm,
    ProblemForm,
    ProcessStepForm,
)

__all__ = [
    "AdjustForm",
    "BackCauseForm",
    "CauseForm",
    "DecisionForm",
    "DepthForm",
    "DesignForm",
    "EvidenceForm",
    "GoalForm",
    "IdeaForm",
    "LaunchForm",
    "MessageForm",
    "NeedsForm",
    "PassForm",
    "PlanStepForm",
    "PredictionForm",
    "ProblemForm",
    "ProcessStepForm",
    "RoadForm",
    "StoryForm",
    "StrategyForm",
    "StudyForm",
    "TheoryForm",
    "UseFirstForm",
    "UseForm",
    "VoiceForm",
    "WatchForm",
]
