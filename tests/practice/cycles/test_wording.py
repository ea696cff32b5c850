"""The wording linter finds blame, solutions in disguise and vagueness, and leaves the rest alone (S0-40)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.world import PROBLEM
from trellis.practice.cycles.rules.problem import QUESTIONS, check_problem
from trellis.practice.cycles.rules.wording import Fault, wording_hints
from trellis.practice.cycles.words import EvidenceKind

BLAME = (
    "The low kids in my room do not read the question.",
    "Parents just don't care about homework in our school.",
    "They are unmotivated and come from broken homes.",
    "Those families never help with reading at home.",
    "Our students are lazy when it comes to writing.",
    "There is no support at home for these children.",
    "Los padres no ayudan con la tarea de sus hijos.",
    "Los niños malos de la clase no dejan trabajar.",
)
SOLUTION = (
    "We need more Chromebooks in grade four this year.",
    "Students lack textbooks for the new science unit.",
    "There is not enough time for writing in our day.",
    "We should buy a new phonics program for all rooms.",
    "Necesitamos más computadoras en cuarto grado este año.",
    "Falta de tiempo para la lectura en todas las clases.",
)
VAGUE = (
    "We want to improve reading in our school this year.",
    "Our students have low achievement in many different areas.",
    "They struggle with math.",
    "Queremos mejorar la lectura en nuestra escuela este año.",
    "El bajo rendimiento de muchos estudiantes nos preocupa mucho.",
    "Fractions",
)
GOOD = (
    PROBLEM,
    "When multilingual learners in grade 7 explain a ratio aloud, most stop after one sentence.",
    "On two of three exit slips our fourth graders place 1/8 to the right of 1/3 on an open number line.",
    "En tres de cuatro clases los estudiantes ordenan 1/3 y 1/8 por el denominador en las hojas del jueves.",
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        *((text, Fault.BLAME) for text in BLAME),
        *((text, Fault.SOLUTION) for text in SOLUTION),
        *((text, Fault.VAGUE) for text in VAGUE),
    ],
)
def test_S0_40_a_weak_statement_gets_specific_advice(text: str, fault: Fault) -> None:
    hints = wording_hints(text)
    assert fault in {hint.fault for hint in hints}
    for hint in hints:
        assert hint.phrase.casefold() in text.casefold()
        assert hint.phrase in hint.advice


@pytest.mark.parametrize("text", GOOD)
def test_S0_40_a_good_statement_is_left_alone(text: str) -> None:
    assert wording_hints(text) == []


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_is_said_about_nothing(text: str) -> None:
    assert wording_hints(text) == []


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_every_phrase_comes_from_it(text: str) -> None:
    for hint in wording_hints(text):
        assert hint.phrase.casefold() in text.casefold()


def test_a_phrase_is_named_once() -> None:
    hints = [hint for hint in wording_hints("Lazy, lazy, LAZY, and lazy again in all our rooms.")]
    assert len([hint for hint in hints if hint.fault == Fault.BLAME]) == 1


ALL = {question.key: True for question in QUESTIONS}


@pytest.mark.parametrize(
    ("answers", "kinds", "yes"),
    [
        ({}, [], 0),
        (ALL, [], 5),
        (ALL, [EvidenceKind.TESTS, EvidenceKind.SURVEY], 5),
        (ALL, [EvidenceKind.STUDENT_VOICE], 5),
        (ALL, [EvidenceKind.TESTS, EvidenceKind.STUDENT_VOICE], 6),
        (ALL, [EvidenceKind.FAMILY_VOICE, EvidenceKind.SURVEY], 6),
        ({**ALL, "visible": False}, [EvidenceKind.TESTS, EvidenceKind.STUDENT_VOICE], 5),
        ({"visible": "yes"}, [], 0),
        ({"backed": True}, [], 0),
    ],
)
def test_S0_40_the_sixth_question_is_answered_by_the_evidence(
    answers: dict[str, object], kinds: list[EvidenceKind], yes: int
) -> None:
    verdicts = check_problem(answers, kinds)
    assert len(verdicts) == 6
    assert sum(verdict.yes for verdict in verdicts) == yes
    assert all(str(verdict.question.advice) for verdict in verdicts)
