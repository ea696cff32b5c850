"""Exit checks really check: each is open without what it asks for and met with it (S4-21, S4-24)."""

from dataclasses import replace
from datetime import date

import pytest

from trellis.practice.cycles.rules.checks import CHECKS, look
from trellis.practice.cycles.rules.facts import CauseFact, Facts
from trellis.practice.cycles.words import EvidenceKind, NeedSide, VoiceKind
from trellis.practice.library.rules import ExitCheck, exit_check
from trellis.practice.library.words import CheckName

C, E = CheckName, EvidenceKind
ANA, BEN, IDA = 1, 2, 3
TEAM = Facts(members={ANA: "Ana", BEN: "Ben", IDA: "Ida"})
EVERYBODY = frozenset({ANA, BEN, IDA})
TWO = frozenset({ANA, BEN})


def pairs(*visits: tuple[int, int]) -> frozenset[frozenset[int]]:
    return frozenset(frozenset(pair) for pair in visits)


#: check -> facts in which it is open, facts in which it is met. Written by hand.
TABLE: dict[str, tuple[list[dict[str, object]], list[dict[str, object]]]] = {
    "problem_checker_at_least:5": (
        [{}, {"problem_stated": True, "checker_yes": 4}, {"checker_yes": 6}],
        [{"problem_stated": True, "checker_yes": 5}, {"problem_stated": True, "checker_yes": 6}],
    ),
    "team_agreed": (
        [{}, {"voices": {VoiceKind.AGREES: TWO}}, {"voices": {VoiceKind.TRIES: EVERYBODY}}],
        [{"voices": {VoiceKind.AGREES: EVERYBODY}}, {"voices": {VoiceKind.AGREES: EVERYBODY | {9}}}],
    ),
    "evidence_kinds:2": (
        [{}, {"evidence": (E.TESTS, E.TESTS)}],
        [{"evidence": (E.TESTS, E.SURVEY)}, {"evidence": (E.TESTS, E.SURVEY, E.OBSERVATION)}],
    ),
    "evidence_voice": (
        [{}, {"evidence": (E.TESTS, E.OBSERVATION)}],
        [{"evidence": (E.STUDENT_VOICE,)}, {"evidence": (E.FAMILY_VOICE,)}],
    ),
    "evidence_data": (
        [{}, {"evidence": (E.STUDENT_VOICE, E.OBSERVATION)}],
        [{"evidence": (kind,)} for kind in (E.TESTS, E.SURVEY, E.ATTENDANCE, E.STUDENT_WORK)],
    ),
    "cause_with_evidence": (
        [
            {},
            {"causes": (CauseFact(has_evidence=False, within_control=True),)},
            {"causes": (CauseFact(has_evidence=True, within_control=False),)},
            {"causes": (CauseFact(True, False), CauseFact(False, True))},
        ],
        [{"causes": (CauseFact(False, False), CauseFact(True, True))}],
    ),
    "both_needs_written": (
        [{}, {"needs": frozenset({NeedSide.STUDENT})}, {"needs": frozenset({NeedSide.EDUCATOR})}],
        [{"needs": frozenset(NeedSide)}],
    ),
    "goal_pair_complete": (
        [{}, {"student_goal": True}, {"educator_goal": True}],
        [{"student_goal": True, "educator_goal": True}],
    ),
    "every_member_restates_goal": (
        [{}, {"voices": {VoiceKind.RESTATES: TWO}}],
        [{"voices": {VoiceKind.RESTATES: EVERYBODY}}],
    ),
    "strategy_linked": (
        [
            {},
            {"has_strategy": True},
            {"has_strategy": True, "practice_change": True},
            {"has_strategy": True, "practice_change": True, "strategy_has_cause": True},
            {"has_strategy": True, "strategy_has_goal": True, "strategy_has_cause": True},
        ],
        [
            {
                "has_strategy": True,
                "practice_change": True,
                "strategy_has_cause": True,
                "strategy_has_goal": True,
            }
        ],
    ),
    "theory_complete": ([{}], [{"theory": True}]),
    "first_use_date": ([{}], [{"use_starts_on": date(2026, 10, 19)}]),
    "prediction_locked": ([{}], [{"locked": True}]),
    "every_member_has_one_thing_to_try": (
        [{}, {"voices": {VoiceKind.TRIES: TWO}}],
        [{"voices": {VoiceKind.TRIES: EVERYBODY}}],
    ),
    "visit_shared_per_pair": (
        [{}, {"visited_with": pairs((ANA, BEN))}],
        [{"visited_with": pairs((ANA, BEN), (IDA, ANA))}],
    ),
    "use_recorded_by_most": (
        [{}, {"used_by": frozenset({ANA})}, {"used_by": frozenset({ANA, 8, 9})}],
        [{"used_by": TWO}, {"used_by": EVERYBODY}],
    ),
    "chart_points:3": ([{}, {"points_since_start": 2}], [{"points_since_start": 3}]),
    "decision_with_reason": ([{}], [{"decided": True}]),
    "next_step_named": ([{}, {"decided": True}], [{"next_named": True}]),
    "message_sent": ([{}], [{"told": True}]),
    "reflections_from_most": (
        [{}, {"voices": {VoiceKind.REFLECTS: frozenset({ANA})}}],
        [{"voices": {VoiceKind.REFLECTS: TWO}}],
    ),
    "prompts_answered:2": ([{}, {"answered": 1}], [{"answered": 2}]),
    "plan_steps:1": ([{}], [{"plan_steps": 1}]),
    "story_published": ([{}], [{"story_published": True}]),
}
OPEN = [(check, facts) for check, (is_open, _met) in TABLE.items() for facts in is_open]
MET = [(check, facts) for check, (_open, is_met) in TABLE.items() for facts in is_met]


def test_every_check_that_a_template_can_name_is_looked_at() -> None:
    assert set(CHECKS) == set(CheckName)
    assert {exit_check(written).name for written in TABLE} == set(CheckName)


@pytest.mark.parametrize(("written", "facts"), OPEN)
def test_a_check_is_open_and_says_what_it_saw(written: str, facts: dict[str, object]) -> None:
    finding = look(exit_check(written), replace(TEAM, **facts))  # type: ignore[arg-type]
    assert not finding.met
    assert finding.text.endswith(".")
    assert finding.found


@pytest.mark.parametrize(("written", "facts"), MET)
def test_a_check_is_met(written: str, facts: dict[str, object]) -> None:
    assert look(exit_check(written), replace(TEAM, **facts)).met  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [C.TEAM_AGREED, C.RESTATES, C.TRY, C.VISITS, C.USE, C.REFLECTIONS])
def test_an_empty_team_never_meets_what_its_members_do(name: CheckName) -> None:
    said = dict.fromkeys(VoiceKind, EVERYBODY)
    nobody = Facts(members={}, voices=said, used_by=EVERYBODY, visited_with=pairs((ANA, BEN), (BEN, IDA)))
    assert not look(ExitCheck(name), nobody).met


def test_what_is_open_is_told_by_name_to_the_team() -> None:
    waiting = look(exit_check("team_agreed"), replace(TEAM, voices={VoiceKind.AGREES: frozenset({ANA})}))
    assert waiting.found == "Still open for Ben and Ida."
    assert waiting.tool == "voices:agrees"


@pytest.mark.parametrize(
    ("causes", "says"),
    [
        ((), "Start with one why."),
        ((CauseFact(False, True),), "What is there is an assumption. How do you know?"),
        ((CauseFact(True, False),), "The cause with evidence is not ours to change. Ask why once more."),
    ],
)
def test_S0_42_a_cause_says_what_it_lacks(causes: tuple[CauseFact, ...], says: str) -> None:
    assert look(exit_check("cause_with_evidence"), replace(TEAM, causes=causes)).found == says
