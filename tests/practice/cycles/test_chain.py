"""Learning, practice, students: the chain names the first link without evidence (S1-07)."""

from dataclasses import replace

import pytest

from tests.cast import Cast
from tests.practice.cycles.studies import cycle_in_use
from tests.practice.world import started
from trellis.practice.cycles.operations.speaking import speak
from trellis.practice.cycles.queries.facts import facts_of, work_of
from trellis.practice.cycles.rules.chain import chain_of, first_open
from trellis.practice.cycles.words import VoiceKind

pytestmark = pytest.mark.django_db


def test_S1_07_a_fresh_cycle_has_no_link(cast: Cast) -> None:
    links = chain_of(facts_of(work_of(started(cast))), None)
    assert [link.met for link in links] == [False, False, False]
    assert first_open(links) == links[0]


def test_S1_07_each_link_has_its_own_evidence(cast: Cast) -> None:
    cycle = cycle_in_use(cast)
    facts = facts_of(work_of(cycle))
    assert [link.met for link in chain_of(facts, 0.8)] == [False, True, False]
    speak(by=cast.ana, cycle=cycle, kind=VoiceKind.TRIES, text="One talk on Monday")
    facts = facts_of(work_of(cycle))
    links = chain_of(facts, 0.8)
    assert [link.met for link in links] == [True, True, False]
    assert "80 %" in links[1].found
    last = first_open(links)
    assert last is not None
    assert last.tool == "measure"
    assert first_open(chain_of(replace(facts, points_since_start=2), 0.8)) is None
    assert [link.met for link in chain_of(replace(facts, members={}), 0.0)] == [False, False, False]
