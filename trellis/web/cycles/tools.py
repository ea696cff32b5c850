"""The tools a stage offers: each leads to one page, says how long it takes and shows an example."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.practice.cycles.words import VoiceKind
from trellis.web.ui import Link


@dataclass(frozen=True)
class Tool:
    """A page of a cycle by its URL name.

    ``label`` is what one does there, ``minutes`` how long a team takes the first time, ``example`` how
    another team did it (S4-04).
    """

    url_name: str
    label: Promise
    minutes: int
    example: Promise


TOOLS = {
    "problem": Tool(
        "state-problem",
        _("Write and check the problem"),
        20,
        _("“In three of four classes students order 1/3 and 1/8 by the bigger denominator on the slip.”"),
    ),
    "evidence": Tool(
        "add-evidence",
        _("Add evidence"),
        10,
        _("“September check, item 7: 26 of 38 wrong answers took the bigger denominator.” A fact only."),
    ),
    "needs": Tool(
        "write-needs",
        _("Write both needs"),
        10,
        _(
            "Students: “See a fraction as a size.” Ourselves: “Lead a talk on the number line without giving "
            "the answer away.”"
        ),
    ),
    "causes": Tool(
        "add-cause",
        _("Ask why, and why again"),
        15,
        _(
            "“They compare the digits.” Why? “We teach the rule before the size.” How do we know? “So it "
            "is in all our lesson plans.”"
        ),
    ),
    "ideas": Tool(
        "ideas",
        _("Collect ideas and vote"),
        15,
        _("“Begin with folded strips.” “Let students place themselves on a rope.” Three dots each."),
    ),
    "goals": Tool(
        "goals",
        _("Set the pair of goals"),
        15,
        _(
            "“Grade 4 students move from 42 to 65 percent on the Thursday slip by November 20.” “All of us "
            "lead three talks a week.”"
        ),
    ),
    "strategy": Tool(
        "choose-strategy",
        _("Choose what we do differently"),
        15,
        _("“Each of us opens three lessons a week with a number-line talk, instead of the warm-up sheet.”"),
    ),
    "theory": Tool(
        "write-theory",
        _("Say why we think it works"),
        10,
        _(
            "“If we open three lessons a week with a talk, students will see a fraction as a size, because "
            "now they compare digits. We would be wrong if the slip does not move in four weeks of use.”"
        ),
    ),
    "study": Tool(
        "write-study-design",
        _("Say how you will know"),
        5,
        _("“The same students in September and November, with the same check.”"),
    ),
    "prediction": Tool(
        "write-prediction",
        _("Predict, then lock it"),
        5,
        _("“Between 50 and 70 percent by November 20; less among students who are new to English.”"),
    ),
    "plan": Tool(
        "plan-steps",
        _("Plan the steps"),
        10,
        _("“Ben cuts strips for all four rooms by Friday. Ana films her first talk by Tuesday.”"),
    ),
    "designs": Tool(
        "learning-designs",
        _("Choose how we learn"),
        10,
        _("“Rehearse one talk together, then visit each other once.” Two hours, no cost."),
    ),
    "use": Tool(
        "record-use",
        _("Record my week"),
        1,
        _("Three taps: “Used partly.” “Some got it.” “Ours, changed.”"),
    ),
    "measure": Tool(
        "watch-measure",
        _("Enter this week’s value"),
        1,
        _("“39 of 71 had two or three right.” The share is worked out for you."),
    ),
    "decision": Tool(
        "decide-cycle",
        _("Decide what next"),
        15,
        _("“Adapt. It works in talk, not yet on paper: next round we write after every talk.”"),
    ),
    "message": Tool(
        "tell-families",
        _("Tell families or students"),
        5,
        _("“This week we compare fractions. At home: fold a tortilla into three and into eight.”"),
    ),
    "story": Tool(
        "write-story",
        _("Tell the story"),
        15,
        _("A draft is there, made from what you wrote. Take out what only you understand; give it a title."),
    ),
}
VOICES = {
    VoiceKind.AGREES: Tool(
        "speak",
        _("Agree on the problem"),
        1,
        _("Read it aloud. Whoever cannot say yes says which word is in the way."),
    ),
    VoiceKind.RESTATES: Tool(
        "speak",
        _("Say the goal in my words"),
        1,
        _("“Two of three of our students will know which fraction is bigger, and be able to say why.”"),
    ),
    VoiceKind.TRIES: Tool(
        "speak",
        _("Name one thing I will try"),
        1,
        _("“On Monday I wait five seconds after each question.”"),
    ),
    VoiceKind.VISITED: Tool(
        "speak",
        _("Share a visit or a clip"),
        1,
        _("“I was in Ben’s room for ten minutes; we talked about who speaks.” What was seen stays with you."),
    ),
    VoiceKind.REFLECTS: Tool(
        "speak",
        _("Look back"),
        3,
        _("“I thought they needed the rule. They needed to argue about it first.”"),
    ),
}
VOICE_LABELS = {kind: tool.label for kind, tool in VOICES.items()}


@dataclass(frozen=True)
class ToolLine:
    """A tool as the page of a stage offers it."""

    label: str
    url: str
    minutes: int
    example: str


def tool_line(name: str, pk: str) -> ToolLine | None:
    """Return a tool as templates name it (``voices:agrees``), or nothing for an unknown one."""
    stem, _colon, kind = name.partition(":")
    voice = VoiceKind(kind) if stem == "voices" and kind in VoiceKind else None
    tool = VOICES[voice] if voice else TOOLS.get(stem)
    if tool is None:
        return None
    url = reverse(tool.url_name, args=[pk, voice.value] if voice else [pk])
    return ToolLine(str(tool.label), url, tool.minutes, str(tool.example))


def tool_link(name: str, pk: str) -> Link | None:
    """Return the link of a tool as templates name it, or nothing for an unknown one."""
    found = tool_line(name, pk)
    return Link(found.label, found.url) if found else None
