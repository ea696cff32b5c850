"""The tools a stage offers: each leads to one page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.practice.cycles.words import VoiceKind
from trellis.web.ui import Link


@dataclass(frozen=True)
class Tool:
    """A page of a cycle by its URL name; ``label`` is what one does there."""

    url_name: str
    label: Promise


TOOLS = {
    "problem": Tool("state-problem", _("Write and check the problem")),
    "evidence": Tool("add-evidence", _("Add evidence")),
    "needs": Tool("write-needs", _("Write both needs")),
    "causes": Tool("add-cause", _("Ask why, and why again")),
    "ideas": Tool("ideas", _("Collect ideas and vote")),
    "goals": Tool("goals", _("Set the pair of goals")),
    "strategy": Tool("choose-strategy", _("Choose what we do differently")),
    "theory": Tool("write-theory", _("Say why we think it works")),
    "study": Tool("write-study-design", _("Say how you will know")),
    "prediction": Tool("write-prediction", _("Predict, then lock it")),
    "plan": Tool("plan-steps", _("Plan the steps")),
    "designs": Tool("learning-designs", _("Choose how we learn")),
    "use": Tool("record-use", _("Record my week")),
    "measure": Tool("watch-measure", _("Enter this week’s value")),
    "decision": Tool("decide-cycle", _("Decide what next")),
    "message": Tool("tell-families", _("Tell families or students")),
    "story": Tool("write-story", _("Tell the story")),
}
VOICE_LABELS = {
    VoiceKind.AGREES: _("Agree on the problem"),
    VoiceKind.RESTATES: _("Say the goal in my words"),
    VoiceKind.TRIES: _("Name one thing I will try"),
    VoiceKind.VISITED: _("Share a visit or a clip"),
    VoiceKind.REFLECTS: _("Look back"),
}


def tool_link(tool: str, pk: str) -> Link | None:
    """Return the link of a tool as templates name it (``voices:agrees``), or nothing for an unknown one."""
    name, _colon, kind = tool.partition(":")
    if name == "voices" and kind in VoiceKind:
        voice = VoiceKind(kind)
        return Link(str(VOICE_LABELS[voice]), reverse("speak", args=[pk, voice.value]))
    found = TOOLS.get(name)
    return Link(str(found.label), reverse(found.url_name, args=[pk])) if found else None
