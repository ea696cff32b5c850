"""Exit checks: each looks at the facts and says, in plain words, whether it is met and what it saw.

A template names checks as data; a new one is one function here and one name in the library's words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.practice.cycles.rules.facts import Facts
from trellis.practice.cycles.rules.use import most
from trellis.practice.cycles.words import DATA, VOICES, EvidenceKind, NeedSide, VoiceKind
from trellis.practice.library.rules import ExitCheck
from trellis.practice.library.words import CheckName


@dataclass(frozen=True)
class Finding:
    """An exit check looked at: what must be so, whether it is, what was seen, the tool that mends it."""

    name: CheckName
    text: str
    met: bool
    found: str
    tool: str = ""


Answer = tuple[str, bool, str, str]
Look = Callable[[Facts, int], Answer]


def names(people: Sequence[str]) -> str:
    """Write names as a list: “Ben and Jordan”."""
    return get_text_list(list(people), _("and"))


def _waiting(people: Sequence[str]) -> str:
    return _("Still open for %(names)s.") % {"names": names(people)} if people else _("Everyone has.")


def _problem_checker(facts: Facts, number: int) -> Answer:
    met = facts.problem_stated and facts.checker_yes >= number
    found = (
        _("%(yes)d of six.") % {"yes": facts.checker_yes}
        if facts.problem_stated
        else _("The problem is not written yet.")
    )
    return _("The problem passes at least %(n)d of six questions.") % {"n": number}, met, found, "problem"


def _team_agreed(facts: Facts, number: int) -> Answer:
    waiting = facts.missing(VoiceKind.AGREES)
    met = bool(facts.members) and not waiting
    return _("Everyone agrees that this is our problem."), met, _waiting(waiting), "voices:agrees"


def _evidence_kinds(facts: Facts, number: int) -> Answer:
    kinds = sorted(set(facts.evidence))
    found = (
        _("There is: %(kinds)s.")
        % {"kinds": names([str(EvidenceKind(kind).label).lower() for kind in kinds])}
        if kinds
        else _("There is none yet.")
    )
    text = ngettext("%(n)d kind of evidence.", "At least %(n)d kinds of evidence.", number) % {"n": number}
    return text, len(kinds) >= number, found, "evidence"


def _evidence_voice(facts: Facts, number: int) -> Answer:
    met = bool(VOICES & set(facts.evidence))
    found = _("They were heard.") if met else _("Ask five of them one question.")
    return _("Students or families were heard."), met, found, "evidence"


def _evidence_data(facts: Facts, number: int) -> Answer:
    met = bool(DATA & set(facts.evidence))
    found = _("There is one.") if met else _("A test, student work, a survey or attendance will do.")
    return _("At least one view of data."), met, found, "evidence"


def _cause(facts: Facts, number: int) -> Answer:
    met = any(cause.has_evidence and cause.within_control for cause in facts.causes)
    if met:
        found = _("There is one.")
    elif any(cause.has_evidence for cause in facts.causes):
        found = _("The cause with evidence is not ours to change. Ask why once more.")
    elif facts.causes:
        found = _("What is there is an assumption. How do you know?")
    else:
        found = _("Start with one why.")
    return _("One cause with evidence, inside our control."), met, found, "causes"


def _needs(facts: Facts, number: int) -> Answer:
    if NeedSide.STUDENT not in facts.needs:
        found = _("What students need is not written yet.")
    elif NeedSide.EDUCATOR not in facts.needs:
        found = _("What we need to learn is not written yet.")
    else:
        found = _("Both are written.")
    met = {NeedSide.STUDENT, NeedSide.EDUCATOR} <= facts.needs
    return _("What students need and what we need to learn."), met, found, "needs"


def _goal_pair(facts: Facts, number: int) -> Answer:
    met = facts.student_goal and facts.educator_goal
    if met:
        found = _("Both have a measure, a target and a date.")
    elif facts.student_goal:
        found = _("The goal for ourselves is missing.")
    elif facts.educator_goal:
        found = _("The goal for students is missing.")
    else:
        found = _("Neither is written yet.")
    return _("A goal for students and one for ourselves."), met, found, "goals"


def _restates(facts: Facts, number: int) -> Answer:
    waiting = facts.missing(VoiceKind.RESTATES)
    met = bool(facts.members) and not waiting
    return _("Every member said the goal in one sentence."), met, _waiting(waiting), "voices:restates"


def _strategy(facts: Facts, number: int) -> Answer:
    met = (
        facts.has_strategy and facts.practice_change and facts.strategy_has_cause and facts.strategy_has_goal
    )
    if not facts.has_strategy:
        found = _("There is no strategy yet.")
    elif not facts.practice_change:
        found = _("Say who does what differently.")
    elif not facts.strategy_has_cause:
        found = _("Say which cause it answers.")
    elif not facts.strategy_has_goal:
        found = _("Say which goal it serves.")
    else:
        found = _("It is linked to both.")
    return _("A strategy that answers a cause and serves the goal."), met, found, "strategy"


def _theory(facts: Facts, number: int) -> Answer:
    found = _("It is written.") if facts.theory else _("One sentence with blanks waits for you.")
    return _("The theory of action, with what would show it wrong."), facts.theory, found, "theory"


def _first_use(facts: Facts, number: int) -> Answer:
    day = facts.use_starts_on
    found = formats.date_format(day) if day else _("Choose the day of the first lesson.")
    return _("The day of first use."), day is not None, found, "strategy"


def _prediction(facts: Facts, number: int) -> Answer:
    found = _("It is locked.") if facts.locked else _("Write it, then lock it, before the first result.")
    return _("The prediction is locked before any result."), facts.locked, found, "prediction"


def _try(facts: Facts, number: int) -> Answer:
    waiting = facts.missing(VoiceKind.TRIES)
    met = bool(facts.members) and not waiting
    return _("Each of us has one thing to try."), met, _waiting(waiting), "voices:tries"


def _visits(facts: Facts, number: int) -> Answer:
    seen = {person for pair in facts.visited_with for person in pair}
    waiting = [name for person, name in facts.members.items() if person not in seen]
    met = bool(facts.members) and not waiting
    return _("Everyone shared a visit or a clip with a colleague."), met, _waiting(waiting), "voices:visited"


def _use(facts: Facts, number: int) -> Answer:
    used = len(facts.used_by & set(facts.members))
    found = _("%(n)d of %(all)d have recorded.") % {"n": used, "all": len(facts.members)}
    return _("Use recorded by most members."), most(used, len(facts.members)), found, "use"


def _chart(facts: Facts, number: int) -> Answer:
    count = facts.points_since_start
    found = ngettext("There is %(n)d.", "There are %(n)d.", count) % {"n": count}
    text = ngettext(
        "At least %(n)d point on the chart since the start.",
        "At least %(n)d points on the chart since the start.",
        number,
    ) % {"n": number}
    return text, count >= number, found, "measure"


def _decision(facts: Facts, number: int) -> Answer:
    found = _("You decided.") if facts.decided else _("Keep, adapt, stop or spread?")
    return _("A decision with its reason."), facts.decided, found, "decision"


def _next(facts: Facts, number: int) -> Answer:
    found = (
        _("It is named.") if facts.next_named else _("A decision makes the next round or names who goes on.")
    )
    return _("A next round, a hand-over, or an end."), facts.next_named, found, "decision"


def _message(facts: Facts, number: int) -> Answer:
    found = _("They were told.") if facts.told else _("Two sentences in English and Spanish are enough.")
    return _("Families or students were told."), facts.told, found, "message"


def _reflections(facts: Facts, number: int) -> Answer:
    said = facts.voices.get(VoiceKind.REFLECTS, frozenset()) & set(facts.members)
    found = _("%(n)d of %(all)d have.") % {"n": len(said), "all": len(facts.members)}
    return _("Most of us looked back."), most(len(said), len(facts.members)), found, "voices:reflects"


def _answers(facts: Facts, number: int) -> Answer:
    text = ngettext("%(n)d question answered.", "%(n)d questions answered.", number) % {"n": number}
    found = ngettext("%(n)d is.", "%(n)d are.", facts.answered) % {"n": facts.answered}
    return text, facts.answered >= number, found, ""


def _plan(facts: Facts, number: int) -> Answer:
    text = ngettext("%(n)d step with a name and a day.", "%(n)d steps with a name and a day.", number) % {
        "n": number
    }
    found = ngettext("There is %(n)d.", "There are %(n)d.", facts.plan_steps) % {"n": facts.plan_steps}
    return text, facts.plan_steps >= number, found, "plan"


def _story(facts: Facts, number: int) -> Answer:
    found = _("It is.") if facts.story_published else _("A draft is ready from your records.")
    return _("The story is shared."), facts.story_published, found, "story"


CHECKS: dict[CheckName, Look] = {
    CheckName.PROBLEM_CHECKER: _problem_checker,
    CheckName.TEAM_AGREED: _team_agreed,
    CheckName.EVIDENCE_KINDS: _evidence_kinds,
    CheckName.EVIDENCE_VOICE: _evidence_voice,
    CheckName.EVIDENCE_DATA: _evidence_data,
    CheckName.CAUSE: _cause,
    CheckName.NEEDS: _needs,
    CheckName.GOAL_PAIR: _goal_pair,
    CheckName.RESTATES: _restates,
    CheckName.STRATEGY: _strategy,
    CheckName.THEORY: _theory,
    CheckName.FIRST_USE: _first_use,
    CheckName.PREDICTION: _prediction,
    CheckName.TRY: _try,
    CheckName.VISITS: _visits,
    CheckName.USE: _use,
    CheckName.CHART: _chart,
    CheckName.DECISION: _decision,
    CheckName.NEXT: _next,
    CheckName.MESSAGE: _message,
    CheckName.REFLECTIONS: _reflections,
    CheckName.ANSWERS: _answers,
    CheckName.PLAN: _plan,
    CheckName.STORY: _story,
}


def look(check: ExitCheck, facts: Facts) -> Finding:
    """Look at the facts for one exit check."""
    text, met, found, tool = CHECKS[check.name](facts, check.number)
    return Finding(check.name, text, met, found, tool)
