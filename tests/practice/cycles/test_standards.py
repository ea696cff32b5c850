"""Cycles and their goals are linked to academic standards (S1-33)."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.evidence.standards.test_standards import PACKAGE, bring, item
from tests.practice.world import planned, started
from trellis.evidence.standards.models import AcademicFramework, AcademicStandard
from trellis.evidence.standards.operations import import_framework
from trellis.kit.errors import Conflict, Invalid, NotFound
from trellis.people.journal.models import JournalEntry
from trellis.practice.cycles.models import Cycle, CycleStandard
from trellis.practice.cycles.operations.closing import decide_cycle
from trellis.practice.cycles.operations.standards import MOST_STANDARDS, link_standard, unlink_standard
from trellis.practice.cycles.queries.standards import standards_of, work_on_standard
from trellis.practice.cycles.words import Choice, CycleState


def standard(code: str) -> AcademicStandard:
    return AcademicStandard.objects.get(code=code)


def linked(cycle: Cycle) -> list[tuple[str, bool]]:
    return [(link.standard.code, link.goal_id is not None) for link in standards_of(cycle)]


@pytest.fixture
def framework(cast: Cast, tmp_path: Path) -> AcademicFramework:
    bring(cast, tmp_path, PACKAGE)
    return AcademicFramework.objects.get()


def test_S1_33_a_cycle_and_its_goal_are_linked_to_standards(cast: Cast, framework: AcademicFramework) -> None:
    cycle = started(cast)
    compare, equal = standard("4.NF.A.2").public_id, standard("4.NF.A.1").public_id
    link_standard(by=cast.ana, cycle=cycle, standard=compare)
    with pytest.raises(Invalid):
        link_standard(by=cast.ana, cycle=cycle, standard=equal, for_goal=True)
    planned(cast, cycle)
    link_standard(by=cast.ben, cycle=cycle, standard=compare, for_goal=True)
    link_standard(by=cast.ben, cycle=cycle, standard=equal)
    assert linked(cycle) == [("4.NF.A.1", False), ("4.NF.A.2", True)]
    link_standard(by=cast.ben, cycle=cycle, standard=compare)
    unlink_standard(by=cast.ana, cycle=cycle, standard=equal)
    assert linked(cycle) == [("4.NF.A.2", False)]
    verbs = JournalEntry.objects.filter(verb__startswith="cycle_standard.").values_list("verb", flat=True)
    assert sorted(verbs) == [*["cycle_standard.linked"] * 4, "cycle_standard.unlinked"]


def test_only_members_link_and_only_standards_in_use_here(
    cast: Cast, framework: AcademicFramework, tmp_path: Path
) -> None:
    cycle = started(cast)
    one = standard("4.NF.A.2")
    for stranger in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            link_standard(by=stranger, cycle=cycle, standard=one.public_id)
    path = tmp_path / "other.json"
    other = {**PACKAGE, "CFDocument": {**PACKAGE["CFDocument"], "identifier": "d2", "title": "Elsewhere"}}
    path.write_text(json.dumps(other))
    import_framework(by=None, organization=cast.washington, path=path)
    elsewhere = AcademicStandard.objects.get(framework__title="Elsewhere", code="4.G")
    with pytest.raises(NotFound):
        link_standard(by=cast.ana, cycle=cycle, standard=elsewhere.public_id)
    with pytest.raises(NotFound):
        unlink_standard(by=cast.ana, cycle=cycle, standard=one.public_id)
    AcademicFramework.objects.filter(pk=framework.pk).update(retired_at=timezone.now())
    with pytest.raises(NotFound):
        link_standard(by=cast.ana, cycle=cycle, standard=one.public_id)
    assert not CycleStandard.objects.exists()


def test_a_cycle_has_no_more_standards_than_it_can_work_on(cast: Cast, tmp_path: Path) -> None:
    many = [item(at, f"C{at:02}", f"Statement {at}") for at in range(MOST_STANDARDS + 1)]
    bring(cast, tmp_path, {**PACKAGE, "CFItems": many, "CFAssociations": []})
    cycle = started(cast)
    *fit, last = AcademicStandard.objects.order_by("code")
    for one in fit:
        link_standard(by=cast.ana, cycle=cycle, standard=one.public_id)
    with pytest.raises(Conflict):
        link_standard(by=cast.ana, cycle=cycle, standard=last.public_id)
    link_standard(by=cast.ana, cycle=cycle, standard=fit[0].public_id)


def test_S1_33_a_standard_finds_the_cycles_one_may_see(cast: Cast, framework: AcademicFramework) -> None:
    cycle = started(cast, safe_to_try=True)
    link_standard(by=cast.ana, cycle=cycle, standard=standard("4.NF.A.2").public_id)
    for code in ("4.NF.A.2", "4.NF"):  # and those above it
        assert [one.line.cycle for one in work_on_standard(standard(code), by=cast.ben)] == [cycle]
        assert work_on_standard(standard(code), by=cast.pat) == [], "a trial is its team's alone"
    for code in ("4.NF.A.1", "4.G"):
        assert work_on_standard(standard(code), by=cast.ben) == []
    Cycle.objects.filter(pk=cycle.pk).update(shown_at=timezone.now())
    (seen,) = work_on_standard(standard("4.NF"), by=cast.pat)
    assert ([one.code for one in seen.elsewhere], seen.named) == (["4.NF.A.2"], False)


def test_the_next_round_works_on_the_same_standards(cast: Cast, framework: AcademicFramework) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    link_standard(by=cast.ana, cycle=cycle, standard=standard("4.NF.A.2").public_id, for_goal=True)
    decide_cycle(
        by=cast.ana,
        cycle=cycle,
        choice=Choice.ADAPT,
        reason="Not yet where we want to be.",
        participants=[cast.ana.public_id, cast.ben.public_id],
    )
    following = Cycle.objects.get(previous=cycle)
    assert linked(following) == [("4.NF.A.2", True)]
    link = following.standards.get()
    assert link.goal == following.student_goal
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.CLOSED)
    with pytest.raises(Conflict):
        unlink_standard(by=cast.ana, cycle=cycle, standard=link.standard.public_id)
