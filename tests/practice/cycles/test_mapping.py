"""How it goes today, step by step, with evidence or called an assumption (S0-42)."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.practice.world import planned, started
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.accounts.models import Person
from trellis.people.journal.models import JournalEntry
from trellis.practice.cycles.models import Cycle, ProcessStep
from trellis.practice.cycles.operations.closing import decide_cycle
from trellis.practice.cycles.operations.mapping import (
    MOST_STEPS,
    Way,
    add_process_step,
    change_process_step,
    move_process_step,
    remove_process_step,
)
from trellis.practice.cycles.operations.thinking import remove_evidence
from trellis.practice.cycles.queries.mapping import process_of
from trellis.practice.cycles.words import Choice


def mapped(by: Person, cycle: Cycle, *names: str) -> list[ProcessStep]:
    return [add_process_step(by=by, cycle=cycle, what=name, who="Teacher") for name in names]


def order(cycle: Cycle) -> str:
    steps = process_of(cycle)
    assert [step.position for step in steps] == list(range(1, len(steps) + 1)), "an order without gaps"
    return "".join(step.what for step in steps)


def test_S0_42_steps_are_put_in_another_order(cast: Cast) -> None:
    cycle = started(cast)
    _a, b, c, _d = mapped(cast.ana, cycle, "A", "B", "C", "D")
    moves: list[tuple[ProcessStep, Way, str]] = [
        (c, "up", "ACBD"),
        (c, "up", "CABD"),
        (c, "up", "CABD"),
        (b, "down", "CADB"),
        (b, "down", "CADB"),
    ]
    for step, to, expected in moves:
        move_process_step(by=cast.ben, cycle=cycle, pk=step.public_id, to=to)
        assert order(cycle) == expected
    remove_process_step(by=cast.ben, cycle=cycle, pk=c.public_id)
    assert order(cycle) == "ADB"
    mapped(cast.ana, cycle, "E")
    assert order(cycle) == "ADBE"
    verbs = JournalEntry.objects.filter(verb__startswith="process_step.").values_list("verb", flat=True)
    assert sorted(verbs) == [
        *["process_step.added"] * 5,
        *["process_step.moved"] * 3,
        "process_step.removed",
    ]


def test_S0_42_what_goes_wrong_has_evidence_or_is_an_assumption(cast: Cast) -> None:
    cycle = started(cast)
    evidence = cycle.evidence.get()
    works, guessed, backed = (
        add_process_step(by=cast.ana, cycle=cycle, what="A", who="All", trouble=trouble, evidence=found)
        for trouble, found in (("", ""), ("Too fast", ""), ("Too late", evidence.public_id))
    )
    assert [step.is_assumption for step in (works, guessed, backed)] == [False, True, False]
    changed = change_process_step(
        by=cast.ben, cycle=cycle, pk=guessed.public_id, what="A", who="All", trouble="Slow", evidence=""
    )
    assert changed.is_assumption
    remove_evidence(by=cast.ana, cycle=cycle, pk=evidence.public_id)
    backed.refresh_from_db()
    assert backed.is_assumption


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"what": " "}, "what"),
        ({"who": ""}, "who"),
        ({"evidence": "there"}, "trouble"),
        ({"trouble": "x", "evidence": "nothing-here"}, "evidence"),
    ],
)
def test_a_step_without_sense_is_refused(cast: Cast, words: dict[str, str], field: str) -> None:
    cycle = started(cast)
    there = cycle.evidence.get().public_id
    named: dict[str, Any] = {key: there if value == "there" else value for key, value in words.items()}
    with pytest.raises(Invalid) as caught:
        add_process_step(by=cast.ana, cycle=cycle, **{"what": "A", "who": "All", **named})
    assert set(caught.value.fields) == {field}
    assert process_of(cycle) == []


def test_evidence_of_another_cycle_backs_nothing(cast: Cast) -> None:
    cycle, other = started(cast), started(cast)
    with pytest.raises(Invalid):
        add_process_step(
            by=cast.ana,
            cycle=cycle,
            what="A",
            who="All",
            trouble="x",
            evidence=other.evidence.get().public_id,
        )


def test_only_members_map_and_only_their_own_steps(cast: Cast) -> None:
    cycle, other = started(cast), started(cast)
    [step] = mapped(cast.ana, cycle, "A")
    for stranger in (cast.cleo, cast.pat, cast.dee):
        with pytest.raises(NotFound):
            add_process_step(by=stranger, cycle=cycle, what="B", who="All")
    with pytest.raises(NotFound):
        move_process_step(by=cast.ana, cycle=other, pk=step.public_id, to="up")
    with pytest.raises(NotFound):
        remove_process_step(by=cast.ana, cycle=other, pk=step.public_id)
    assert order(cycle) == "A"


def test_a_map_has_an_end(cast: Cast) -> None:
    cycle = started(cast)
    mapped(cast.ana, cycle, *("A" for _step in range(MOST_STEPS)))
    with pytest.raises(Conflict):
        mapped(cast.ana, cycle, "B")


def test_S0_42_the_next_round_begins_with_the_map(cast: Cast) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    evidence = cycle.evidence.first()
    assert evidence is not None
    mapped(cast.ana, cycle, "A", "B")
    add_process_step(
        by=cast.ana, cycle=cycle, what="C", who="All", trouble="Late", evidence=evidence.public_id
    )
    team = [cast.ana.public_id, cast.ben.public_id]
    decide_cycle(by=cast.ana, cycle=cycle, choice=Choice.ADAPT, reason="It rose.", participants=team)
    following = Cycle.objects.get(previous=cycle)
    assert order(following) == "ABC"
    copied = process_of(following)[2]
    assert copied.evidence is not None
    assert copied.evidence.cycle == following
