"""From answers to groups to the plan of a cycle, as operations do it."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.practice.students.world import answered, grouped, planned_groups, rooms_of, student
from tests.practice.world import started
from trellis.evidence.measures.operations.items import say_right_answers
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.journal.models import JournalEntry
from trellis.practice.cycles.models import PlanStep, StrategyInUse
from trellis.practice.library.operations import capture_strategy
from trellis.practice.students.models import GroupPlace, NeedGroup, Regrouping
from trellis.practice.students.operations.answers import name_error_pattern, show_room
from trellis.practice.students.operations.groups import (
    add_need_group,
    move_student,
    propose_groups,
    remove_need_group,
    settle_groups,
    undo_move,
)
from trellis.practice.students.operations.reteaching import Plan, plan_group, put_groups_in_cycle
from trellis.practice.students.queries.answers import answers_of, shown_rooms
from trellis.practice.students.queries.groups import (
    board_of,
    open_need_group,
    open_regrouping,
    regroupings_of,
)
from trellis.practice.students.words import GroupKind, RegroupingState


def day(days: int = 0) -> object:
    return timezone.localdate() + timedelta(days=days)


def names(regrouping: Regrouping) -> dict[str, list[str]]:
    return {
        one.group.name: [place.student.given_name for place in one.places]
        for one in board_of(regrouping).groups
    }


def test_S0_17_groups_follow_the_standards_and_hold_everybody(cast: Cast) -> None:
    found = names(grouped(cast))
    assert {"Hugo", "Zara", "Mateo"} <= set(found["4.NF.2"])
    assert {"Amir", "Mei", "Noah"} <= set(found["Ready to extend"])
    assert found["Not yet seen"] == ["Lucía"]
    assert sum(map(len, found.values())) == 12


def test_only_members_make_and_see_groups(cast: Cast) -> None:
    assessment = answered(cast)
    for stranger in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(Refused):
            propose_groups(by=stranger, community=cast.grade_4, assessment=assessment)
    regrouping = propose_groups(by=cast.ben, community=cast.grade_4, assessment=assessment)
    group = regrouping.groups.first()
    assert group is not None
    for stranger in (cast.cleo, cast.pat, cast.dee, cast.eli):
        assert not regroupings_of(cast.grade_4, by=stranger)
        with pytest.raises(NotFound):
            open_regrouping(by=stranger, pk=regrouping.public_id)
        with pytest.raises(NotFound):
            open_need_group(by=stranger, pk=group.public_id)
        with pytest.raises(NotFound):
            move_student(by=stranger, regrouping=regrouping, student="x", to=group.public_id)


def test_S2_33_any_moves_keep_everybody_in_exactly_one_group_and_undo_takes_them_back(cast: Cast) -> None:
    regrouping = grouped(cast)
    chance = random.Random(7)
    before = dict(GroupPlace.objects.filter(regrouping=regrouping).values_list("student_id", "group_id"))
    students = list(
        GroupPlace.objects.filter(regrouping=regrouping).values_list("student__public_id", flat=True)
    )
    groups = list(NeedGroup.objects.filter(regrouping=regrouping).values_list("public_id", flat=True))
    moved = 0
    for _step in range(12):
        one, to = chance.choice(students), chance.choice(groups)
        moved += GroupPlace.objects.get(student__public_id=one).group.public_id != to
        move_student(by=cast.ben, regrouping=regrouping, student=one, to=to)
        places = GroupPlace.objects.filter(regrouping=regrouping)
        assert places.count() == places.values("student").distinct().count() == 12
    for _step in range(moved):
        undo_move(by=cast.ana, regrouping=regrouping)
    assert (
        dict(GroupPlace.objects.filter(regrouping=regrouping).values_list("student_id", "group_id")) == before
    )
    with pytest.raises(Conflict):
        undo_move(by=cast.ana, regrouping=regrouping)


def test_who_came_later_is_listed_and_nothing_is_settled_without_a_place_for_them(cast: Cast) -> None:
    regrouping = planned_groups(cast)
    late = student(cast, "Pia", "Late", "3100", rooms_of(cast)[1])
    assert [one.pk for one in board_of(regrouping).without] == [late.pk]
    with pytest.raises(Conflict, match="no group yet"):
        settle_groups(by=cast.ana, regrouping=regrouping, starts_on=timezone.localdate())
    unseen = regrouping.groups.get(kind=GroupKind.UNSEEN)
    move_student(by=cast.ana, regrouping=regrouping, student=late.public_id, to=unseen.public_id)
    settle_groups(by=cast.ana, regrouping=regrouping, starts_on=timezone.localdate())
    assert board_of(regrouping).without == ()


def test_a_student_of_another_team_gets_no_place(cast: Cast) -> None:
    regrouping = grouped(cast)
    other = student(cast, "Olga", "Petrova", "4000", rooms_of(cast)[2])
    group = regrouping.groups.first()
    assert group is not None
    with pytest.raises(NotFound):
        move_student(by=cast.ana, regrouping=regrouping, student=other.public_id, to=group.public_id)


def test_groups_need_somebody_who_takes_them(cast: Cast) -> None:
    regrouping = grouped(cast)
    with pytest.raises(Conflict, match="nobody who teaches"):
        settle_groups(by=cast.ana, regrouping=regrouping, starts_on=timezone.localdate())
    group = regrouping.groups.first()
    assert group is not None
    with pytest.raises(Invalid) as refused:
        plan_group(by=cast.ana, group=group, plan=Plan(name="", teacher=cast.cleo.public_id, card="none"))
    assert set(refused.value.fields) == {"name", "teacher", "card"}


def test_settling_ends_what_was_settled_before(cast: Cast) -> None:
    first = planned_groups(cast)
    settle_groups(by=cast.ana, regrouping=first, starts_on=timezone.localdate())
    assert first.assessment is not None
    second = propose_groups(by=cast.ana, community=cast.grade_4, assessment=first.assessment)
    NeedGroup.objects.filter(regrouping=second).update(teacher=cast.ben)
    with pytest.raises(Invalid):
        settle_groups(
            by=cast.ana,
            regrouping=second,
            starts_on=timezone.localdate(),
            ends_on=timezone.localdate() - timedelta(days=1),
        )
    settle_groups(by=cast.ana, regrouping=second, starts_on=timezone.localdate() + timedelta(days=7))
    first.refresh_from_db()
    assert first.state == RegroupingState.ENDED
    assert first.ends_on == day(6)
    with pytest.raises(Conflict):
        undo_move(by=cast.ana, regrouping=first)
    with pytest.raises(Conflict):
        settle_groups(by=cast.ana, regrouping=second, starts_on=timezone.localdate())


def test_an_empty_group_may_go_and_a_full_one_may_not(cast: Cast) -> None:
    regrouping = grouped(cast)
    group = add_need_group(by=cast.ana, regrouping=regrouping, name="Close to one")
    with pytest.raises(Invalid):
        add_need_group(by=cast.ana, regrouping=regrouping, name=" ")
    full = regrouping.groups.get(kind=GroupKind.UNSEEN)
    with pytest.raises(Conflict):
        remove_need_group(by=cast.ana, group=full)
    remove_need_group(by=cast.ana, group=group)
    assert not NeedGroup.objects.filter(pk=group.pk).exists()


def test_S3_12_a_told_strategy_fills_the_plan_and_goes_into_the_cycle_with_a_start_marker(cast: Cast) -> None:
    cycle = started(cast)
    regrouping = planned_groups(cast)
    with pytest.raises(Conflict):
        put_groups_in_cycle(by=cast.ana, regrouping=regrouping)
    card = capture_strategy(
        by=cast.ana,
        community=cast.grade_4,
        name="Folded strips",
        practice_change="Students fold two strips and lay them side by side.",
        told_by=cast.ben.public_id,
        material="Paper strips",
    )
    need = regrouping.groups.filter(kind=GroupKind.NEED).first()
    assert need is not None
    plan_group(
        by=cast.ana,
        group=need,
        plan=Plan(name="Bigger bottom number", teacher=cast.ben.public_id, card=card.public_id),
    )
    assert (need.practice_change, need.material) == (card.practice_change, "Paper strips")
    thursday = timezone.localdate() + timedelta(days=2)
    settle_groups(by=cast.ana, regrouping=regrouping, starts_on=thursday)
    regrouping.refresh_from_db()
    put_groups_in_cycle(by=cast.ana, regrouping=regrouping)
    put_groups_in_cycle(by=cast.ana, regrouping=regrouping)
    steps = PlanStep.objects.filter(cycle=cycle)
    assert steps.count() == regrouping.groups.count()
    step = steps.get(text__startswith="Bigger bottom number")
    assert (step.who, step.due_on, step.material) == (cast.ben, thursday, "Paper strips")
    strategy = StrategyInUse.objects.get(cycle=cycle)
    assert strategy.starts_on == thursday
    assert strategy.practice_change == card.practice_change


def test_capturing_a_strategy_is_for_members_and_needs_words(cast: Cast) -> None:
    with pytest.raises(Refused):
        capture_strategy(by=cast.pat, community=cast.grade_4, name="x", practice_change="y")
    with pytest.raises(Invalid) as refused:
        capture_strategy(
            by=cast.ana, community=cast.grade_4, name="", practice_change="", told_by=cast.cleo.public_id
        )
    assert set(refused.value.fields) == {"name", "practice_change", "told_by"}


def test_a_room_is_named_only_by_its_own_teacher(cast: Cast) -> None:
    answered(cast)
    room_11, room_12, room_13 = rooms_of(cast)
    for room in (room_12, room_13):
        with pytest.raises(Refused):
            show_room(by=cast.ana, community=cast.grade_4, room=room.public_id, show=True)
    assert shown_rooms(cast.grade_4) == []
    show_room(by=cast.ana, community=cast.grade_4, room=room_11.public_id, show=True)
    show_room(by=cast.ana, community=cast.grade_4, room=room_11.public_id, show=True)
    assert shown_rooms(cast.grade_4) == [room_11]
    show_room(by=cast.ana, community=cast.grade_4, room=room_11.public_id, show=False)
    assert shown_rooms(cast.grade_4) == []


def test_a_consent_ends_with_the_teacher_who_gave_it(cast: Cast) -> None:
    answered(cast)
    room = rooms_of(cast)[0]
    show_room(by=cast.ana, community=cast.grade_4, room=room.public_id, show=True)
    room.teachings.update(person=cast.ben)
    assert shown_rooms(cast.grade_4) == []


def test_a_wrong_answer_gets_its_name_from_the_team(cast: Cast) -> None:
    assessment = answered(cast)
    with pytest.raises(Refused):
        name_error_pattern(
            by=cast.pat, community=cast.grade_4, assessment=assessment, position=3, answer="C", name="x"
        )
    name_error_pattern(
        by=cast.ana,
        community=cast.grade_4,
        assessment=assessment,
        position=3,
        answer="C",
        name="Bigger bottom number",
    )
    assert "Bigger bottom number" in names(
        propose_groups(by=cast.ana, community=cast.grade_4, assessment=assessment)
    )
    answers = answers_of(assessment, community=cast.grade_4, by=cast.ana)
    assert [one.name for one in answers.patterns if one.item.position == 3] == ["Bigger bottom number"]
    assert {one.item.position for one in answers.items if one.is_key} == {3, 7}


def test_right_answers_are_said_by_members_for_their_own_items(cast: Cast) -> None:
    assessment = answered(cast, key=False)
    answers = answers_of(assessment, community=cast.grade_4, by=cast.ana)
    assert [group.kind for group in answers.proposed] == [GroupKind.UNSEEN]
    with pytest.raises(Refused):
        say_right_answers(by=cast.pat, community=cast.grade_4, assessment=assessment, answers={1: "A"})
    with pytest.raises(NotFound):
        say_right_answers(by=cast.cleo, community=cast.grade_5, assessment=assessment, answers={1: "A"})
    with pytest.raises(Invalid):
        say_right_answers(by=cast.ana, community=cast.grade_4, assessment=assessment, answers={99: "A"})


def test_the_journal_holds_no_name_of_a_student(cast: Cast) -> None:
    regrouping = planned_groups(cast)
    settle_groups(by=cast.ana, regrouping=regrouping, starts_on=timezone.localdate())
    written = [str(entry.data) for entry in JournalEntry.objects.all()]
    assert len(written) > 3
    assert not any(name in line for line in written for name in ("Hugo", "Marin", "Delgado"))


def test_board_and_grid_ask_the_same_number_of_questions_whatever_their_size(cast: Cast) -> None:
    regrouping = grouped(cast)
    unseen = regrouping.groups.get(kind=GroupKind.UNSEEN)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            board_of(regrouping)
            assert regrouping.assessment is not None
            answers_of(regrouping.assessment, community=cast.grade_4, by=cast.ana)
        return len(asked)

    questions()
    few = questions()
    for at in range(3):
        late = student(cast, f"More{at}", "Late", f"50{at}", rooms_of(cast)[at % 2])
        move_student(by=cast.ana, regrouping=regrouping, student=late.public_id, to=unseen.public_id)
        add_need_group(by=cast.ana, regrouping=regrouping, name=f"Group {at}")
    assert questions() == few
