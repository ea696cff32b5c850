"""A team writes down how it will know; at the end this, and not the result, decides what may be said."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import number_format

from tests.cast import Cast
from tests.practice.cycles.studies import TODAY, cycle_in_use, story_for, windows
from tests.practice.students.world import answered, rooms_of
from trellis.evidence.measures.models import Administration, Assessment
from trellis.evidence.measures.operations import record_data_point
from trellis.evidence.measures.queries import live_points
from trellis.evidence.measures.queries.scores import (
    PERCENT_OF_POINTS,
    same_task,
    scores_in_window,
    windows_to_compare,
)
from trellis.evidence.roster.queries import students_of_community
from trellis.kit.errors import Invalid, NotFound
from trellis.people.journal.models import JournalEntry
from trellis.practice.cycles.models import Cycle, StudyDesign
from trellis.practice.cycles.operations.closing import publish_story
from trellis.practice.cycles.operations.studying import write_study_design
from trellis.practice.cycles.queries.evaluating import evaluation_of
from trellis.practice.cycles.queries.facts import work_of
from trellis.practice.cycles.queries.stories import draft_of
from trellis.practice.cycles.rules.evaluating import Evaluation
from trellis.practice.cycles.words import Audience, StudyKind
from trellis.practice.goals.queries import goal_sentence

EARLY = timezone.now() - timedelta(weeks=5)


def evaluated(cycle: Cycle) -> Evaluation:
    found = evaluation_of(work_of(Cycle.objects.get(pk=cycle.pk)))
    assert found is not None
    return found


def test_S0_28_the_same_students_before_and_after(cast: Cast) -> None:
    fall, now = windows(cast)
    cycle = cycle_in_use(cast)
    write_study_design(by=cast.ana, cycle=cycle, kind=StudyKind.PRE_POST, before=fall.public_id, now=EARLY)
    assert evaluated(cycle).cannot_tell
    study = write_study_design(
        by=cast.ben, cycle=cycle, kind=StudyKind.PRE_POST, before=fall.public_id, after=now.public_id
    )
    assert (study.written_at, study.written_by) == (EARLY, cast.ana)
    found = evaluated(cycle)
    assert (found.n, found.better, found.in_time) == (10, True, True)
    assert JournalEntry.objects.filter(verb="study.written").count() == 2


def test_a_comparison_thought_of_afterwards_is_looking_back(cast: Cast) -> None:
    fall, now = windows(cast)
    cycle = cycle_in_use(cast)
    write_study_design(
        by=cast.ana,
        cycle=cycle,
        kind=StudyKind.PRE_POST,
        before=fall.public_id,
        after=now.public_id,
    )
    found = evaluated(cycle)
    assert (found.in_time, found.better) == (False, None)


def test_use_first_holds_the_result_back(cast: Cast) -> None:
    fall, now = windows(cast)
    cycle = cycle_in_use(cast, weeks_used=1)
    write_study_design(
        by=cast.ana,
        cycle=cycle,
        kind=StudyKind.PRE_POST,
        before=fall.public_id,
        after=now.public_id,
        now=EARLY,
    )
    found = evaluated(cycle)
    assert found.held_back
    assert found.result is None


def test_one_class_a_side_is_too_few_to_compare(cast: Cast) -> None:
    fall, now = windows(cast)
    cycle = cycle_in_use(cast)
    later = rooms_of(cast)[1]
    write_study_design(
        by=cast.ana,
        cycle=cycle,
        kind=StudyKind.COMPARISON,
        before=fall.public_id,
        after=now.public_id,
        later_classes=[later.public_id],
        now=EARLY,
    )
    found = evaluated(cycle)
    assert found.cannot_tell
    assert found.n == 10
    assert found.interval is None


def test_what_is_missing_is_said_at_its_field(cast: Cast) -> None:
    fall, now = windows(cast)
    cycle = cycle_in_use(cast)
    strange = rooms_of(cast)[2].public_id
    for kind, fields, told in (
        (StudyKind.PRE_POST, {"before"}, {}),
        (StudyKind.PRE_POST, {"after"}, {"before": now.public_id, "after": fall.public_id}),
        (StudyKind.COMPARISON, {"later_classes"}, {"before": fall.public_id}),
        (StudyKind.COMPARISON, {"later_classes"}, {"before": fall.public_id, "later_classes": [strange]}),
    ):
        with pytest.raises(Invalid) as refused:
            write_study_design(by=cast.ana, cycle=cycle, kind=kind, **told)
        assert set(refused.value.fields) == fields
    for person in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            write_study_design(by=person, cycle=cycle, kind=StudyKind.SINGLE)
    assert not StudyDesign.objects.exists()


def test_a_check_of_the_team_counts_in_percent_of_its_points(cast: Cast) -> None:
    assessment = answered(cast)
    window = assessment.administrations.get()
    scores = scores_in_window(window, students_of_community(community=cast.grade_4))
    assert scores.unit == PERCENT_OF_POINTS
    assert sorted(scores.by_student.values()) == [*[62.5] * 2, *[75] * 3, *[87.5] * 3, *[100] * 3]
    assert list(windows_to_compare(cast.grade_4)) == [window]
    assert not windows_to_compare(cast.grade_5).exists()


def test_a_check_given_again_is_known_by_its_items_and_its_key(cast: Cast) -> None:
    first = answered(cast)
    window = first.administrations.get()
    again = Assessment.objects.create(
        organization=cast.lincoln, community=cast.grade_4, title="Again", added_at=timezone.now()
    )
    later = Administration.objects.create(assessment=again, school_year=window.school_year)
    for item in first.items.all():
        item.pk, item.assessment = None, again
        item.save()
    assert same_task(window, later)
    assert same_task(window, window)
    last = again.items.get(position=8)
    last.answer = "D"
    last.save()
    assert not same_task(window, later)
    fall, _now = windows(cast)
    assert not same_task(window, fall)
    again.items.update(answer="")
    first.items.update(answer="")
    assert not same_task(window, later), "without a key two checks only look alike"


def test_the_story_keeps_what_its_readers_may_know(cast: Cast) -> None:
    fall, now = windows(cast)
    cycle = cycle_in_use(cast)
    write_study_design(
        by=cast.ana,
        cycle=cycle,
        kind=StudyKind.PRE_POST,
        before=fall.public_id,
        after=now.public_id,
        now=EARLY,
    )
    draft = draft_of(work_of(cycle))
    assert "What we can say. Students can do more than before." in draft.text
    staff = story_for(cast, cycle, Audience.DISTRICT)
    assert "plausible" in staff.found
    public = story_for(cast, cycle, Audience.PUBLIC)
    assert public.found.startswith("Students can do more than before.")
    assert public.found_es
    assert public.found_es != public.found
    assert not any(letter.isdigit() for letter in public.found + public.found_es)
    assert now.given_on == TODAY - timedelta(days=1)


def test_S2_30_the_drafted_report_says_the_numbers_of_the_database_and_the_team_edits_it(cast: Cast) -> None:
    cycle = cycle_in_use(cast)
    cycle.refresh_from_db()
    assert cycle.measure is not None
    for weeks, part in ((2, 44), (1, 51)):
        on = TODAY - timedelta(weeks=weeks)
        record_data_point(by=cast.ana, measure=cycle.measure, on=on, part=part, whole=90)
    points = live_points(cycle.measure)
    last = points[-1]
    draft = draft_of(work_of(cycle)).text
    assert f"the value was {number_format(round(last.value, 1))}" in draft
    assert f"from {len(points)} weeks with a measure" in draft
    goal = cycle.student_goal
    assert goal is not None
    assert goal_sentence(goal) in draft
    edited = draft.replace("What we did.", "What we tried.") + "\n\nWe conclude that talks help us listen."
    story = publish_story(by=cast.ana, cycle=cycle, title="Talks", text=edited, audience=Audience.SCHOOL)
    assert story.text.endswith("We conclude that talks help us listen.")
