"""The checker of problems: six questions, one of them answered by the evidence itself (content, 7.13)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.practice.cycles.words import VOICES, EvidenceKind


@dataclass(frozen=True)
class Question:
    """A question of the checker. ``advice`` says what to do when the answer is no."""

    key: str
    text: Promise
    advice: Promise


QUESTIONS = (
    Question(
        "about_learning",
        _("Is it about teaching, students and content, not about schedules or a kind of student?"),
        _("Say what happens between teacher, student and content, and leave out who is to blame for it."),
    ),
    Question(
        "visible",
        _("Could a visitor see or hear it?"),
        _("Write what you would point at in a classroom: what students say, write or do."),
    ),
    Question(
        "ours_to_change",
        _("Can you change it yourselves within weeks?"),
        _("Look for the part of it that happens in your own lessons."),
    ),
    Question(
        "fits_priority",
        _("Does it fit a larger goal of the school or district?"),
        _("Name the goal it serves. If there is none, ask whether this is the right year for it."),
    ),
    Question(
        "big_effect",
        _("Would it matter much if it were better: how many students, which groups?"),
        _("Count them. A problem of three students needs a plan for three students."),
    ),
)
BACKED = Question(
    "backed",
    _("Is it backed by two kinds of evidence, one of them the voice of students or families?"),
    _("Add evidence of another kind: ask five students or families one question, write down what they say."),
)


@dataclass(frozen=True)
class Verdict:
    """A question with its answer."""

    question: Question
    yes: bool


def check_problem(answers: Mapping[str, object], kinds: Collection[EvidenceKind]) -> list[Verdict]:
    """Return the six answers: five are the team's, the sixth is read off the evidence."""
    backed = len(set(kinds)) >= 2 and bool(VOICES & set(kinds))
    said = [Verdict(question, answers.get(question.key) is True) for question in QUESTIONS]
    return [*said, Verdict(BACKED, backed)]
