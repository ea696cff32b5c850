"""Supports, named adults, cards: who gets what, who may see it, what stands on the lists."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast, _person
from tests.practice.students.world import answered, planned_groups, rooms_of, student
from trellis.evidence.measures.models import Result
from trellis.evidence.measures.words import Reason
from trellis.evidence.roster.models import Guardianship, Student
from trellis.kit.errors import Conflict, Invalid, NotFound, Refused
from trellis.people.access.words import Role
from trellis.people.communities.models import Membership
from trellis.people.journal.models import JournalEntry
from trellis.practice.students.models import CardRight, NamedAdult, Support
from trellis.practice.students.operations.cards import (
    add_strength,
    change_student_profile,
    end_card_right,
    end_named_adult,
    let_in,
    look_at_student,
    name_adult,
)
from trellis.practice.students.operations.groups import settle_groups
from trellis.practice.students.operations.supports import (
    SupportPlan,
    plan_support,
    record_support_point,
    review_support,
    sweep_students,
)
from trellis.practice.students.queries.cards import (
    card_of,
    children_of,
    looks_at,
    open_card,
    open_own_child,
    open_support,
)
from trellis.practice.students.queries.care import care_of, count_care_at, open_care_community
from trellis.practice.students.queries.supports import reading_of
from trellis.practice.students.rules.care import (
    AimLine,
    PointsSay,
    days_to_action,
    points_say,
    review_is_due,
    say_count,
)
from trellis.practice.students.words import SupportEnd, Way


def today() -> date:
    return timezone.localdate()


def plan(cast: Cast, **more: object) -> SupportPlan:
    words: dict[str, object] = {
        "what": "Reads aloud with a partner",
        "who": cast.ben.public_id,
        "times_a_week": 3,
        "minutes": 15,
        "starts_on": today() - timedelta(days=14),
        "review_on": today() + timedelta(days=14),
    }
    return SupportPlan(**{**words, **more})  # type: ignore[arg-type]  # tests pass what a plan takes


@pytest.fixture
def mateo(cast: Cast) -> Student:
    answered(cast)
    return Student.objects.get(given_name="Mateo")


def supported(cast: Cast, child: Student, **more: object) -> Support:
    return plan_support(by=cast.ana, community=cast.grade_4, student=child.public_id, plan=plan(cast, **more))


def test_S3_33_a_support_says_what_who_how_much_and_when_it_is_looked_at_again(
    cast: Cast, mateo: Student
) -> None:
    with pytest.raises(Invalid) as refused:
        supported(
            cast, mateo, what=" ", who="x", times_a_week=0, minutes=0, review_on=today() - timedelta(days=30)
        )
    assert set(refused.value.fields) == {"what", "who", "times_a_week", "minutes", "review_on"}
    with pytest.raises(Invalid) as refused:
        supported(cast, mateo, baseline=Decimal(40))
    assert set(refused.value.fields) == {"aim", "target"}
    support = supported(cast, mateo)
    assert care_of(cast.grade_4).supports == [support]


def test_S0_17_the_lists_hold_who_has_no_plan_and_who_was_not_seen(cast: Cast, mateo: Student) -> None:
    care = care_of(cast.grade_4)
    assert len(care.without_plan) == 12
    assert [line.student.given_name for line in care.not_yet_seen] == ["Lucía"]
    supported(cast, mateo)
    assert mateo not in [line.student for line in care_of(cast.grade_4).without_plan]
    Result.objects.filter(attempt__student=mateo).update(answer="", reason=Reason.NOT_TESTED)
    assert mateo in [line.student for line in care_of(cast.grade_4).not_yet_seen], "absent is not seen"
    later = care_of(cast.grade_4, today() + timedelta(days=60))
    assert len(later.not_yet_seen) == 12, "evidence grows old"


def test_S3_10_settled_groups_are_a_plan_for_everybody(cast: Cast) -> None:
    regrouping = planned_groups(cast)
    assert len(care_of(cast.grade_4).without_plan) == 12
    settle_groups(by=cast.ana, regrouping=regrouping, starts_on=today())
    care = care_of(cast.grade_4)
    assert care.without_plan == []
    assert care.days_to_action == 1


def test_S0_17_a_sweep_plans_many_or_nothing(cast: Cast, mateo: Student) -> None:
    hugo = Student.objects.get(given_name="Hugo")
    good = (mateo.public_id, plan(cast))
    with pytest.raises(Invalid) as refused:
        sweep_students(
            by=cast.ana, community=cast.grade_4, plans=[good, (hugo.public_id, plan(cast, who="nobody"))]
        )
    assert set(refused.value.fields) == {hugo.public_id}
    with pytest.raises(Invalid):
        sweep_students(by=cast.ana, community=cast.grade_4, plans=[])
    other = student(cast, "Olga", "Petrova", "4000", rooms_of(cast)[2])
    with pytest.raises(NotFound):
        sweep_students(by=cast.ana, community=cast.grade_4, plans=[good, (other.public_id, plan(cast))])
    assert not Support.objects.exists()
    sweep_students(by=cast.ana, community=cast.grade_4, plans=[good, (hugo.public_id, plan(cast))])
    assert len(care_of(cast.grade_4).without_plan) == 10


def test_a_review_goes_on_or_ends_and_an_ended_support_stays_as_it_was(cast: Cast, mateo: Student) -> None:
    support = supported(cast, mateo, review_on=today() + timedelta(days=3))
    assert care_of(cast.grade_4).reviews == [support]
    wrong: list[dict[str, Any]] = [{}, {"review_on": today() + timedelta(days=9), "end": SupportEnd.REACHED}]
    for words in wrong:
        with pytest.raises(Invalid):
            review_support(by=cast.ana, support=support, **words)
    with pytest.raises(Invalid):
        review_support(by=cast.ana, support=support, review_on=today())
    review_support(by=cast.ana, support=support, review_on=today() + timedelta(days=30))
    assert care_of(cast.grade_4).reviews == []
    review_support(by=cast.ana, support=support, end=SupportEnd.REACHED)
    with pytest.raises(Conflict):
        record_support_point(by=cast.ana, support=support, on=today(), value=Decimal(1))
    card = card_of(mateo)
    assert (list(card.running), list(card.ended)) == ([], [support])


def test_points_stand_beside_the_aim_line(cast: Cast, mateo: Student) -> None:
    support = supported(cast, mateo, aim="words a minute", baseline=Decimal(40), target=Decimal(68))
    with pytest.raises(Invalid):
        record_support_point(by=cast.ana, support=support, on=today() + timedelta(days=1), value=Decimal(1))
    assert reading_of(support).say == "too_early"
    for days, value in ((12, 40), (9, 41), (5, 42), (1, 43), (1, 44)):
        record_support_point(
            by=cast.ben, support=support, on=today() - timedelta(days=days), value=Decimal(value)
        )
    reading = reading_of(support)
    assert [int(point.value) for point in reading.points] == [40, 41, 42, 44]
    assert reading.say == "change"


def test_nobody_outside_the_team_changes_anything(cast: Cast, mateo: Student) -> None:
    support = supported(cast, mateo)
    for stranger in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            open_care_community(by=stranger, pk=cast.grade_4.public_id)
        with pytest.raises(NotFound):
            open_support(by=stranger, pk=support.public_id)
        with pytest.raises(Refused):
            plan_support(by=stranger, community=cast.grade_4, student=mateo.public_id, plan=plan(cast))
        with pytest.raises(Refused):
            review_support(by=stranger, support=support, end=SupportEnd.MOVED)
        with pytest.raises(Refused):
            name_adult(
                by=stranger, community=cast.grade_4, student=mateo.public_id, person=cast.ana.public_id
            )


def test_S0_23_S4_08_a_student_without_a_named_adult_is_listed_until_one_is_named(
    cast: Cast, mateo: Student
) -> None:
    assert mateo in [line.student for line in care_of(cast.grade_4).without_adult]
    words: dict[str, Any] = {"by": cast.ana, "community": cast.grade_4, "student": mateo.public_id}
    with pytest.raises(Invalid):
        name_adult(**words, person=cast.eli.public_id)
    name_adult(**words, person=cast.pat.public_id)
    name_adult(**words, person=cast.pat.public_id)
    assert NamedAdult.objects.count() == 1
    assert mateo not in [line.student for line in care_of(cast.grade_4).without_adult]
    assert end_named_adult(**words, person=cast.pat.public_id) == 1
    assert end_named_adult(**words, person=cast.pat.public_id) == 0
    assert mateo in [line.student for line in care_of(cast.grade_4).without_adult]


def test_an_adult_who_left_names_nobody(cast: Cast, mateo: Student) -> None:
    name_adult(by=cast.ana, community=cast.grade_4, student=mateo.public_id, person=cast.pat.public_id)
    cast.pat.is_active = False
    cast.pat.save()
    assert mateo in [line.student for line in care_of(cast.grade_4).without_adult]


def test_S0_23_every_look_is_written_down_and_no_rank_opens_a_card(cast: Cast, mateo: Student) -> None:
    for stranger in (cast.cleo, cast.pat, cast.dee, cast.eli):
        with pytest.raises(NotFound):
            look_at_student(by=stranger, pk=mateo.public_id)
    assert not looks_at(mateo)
    look_at_student(by=cast.ana, pk=mateo.public_id)
    look_at_student(by=cast.ben, pk=mateo.public_id)
    assert [look.actor for look in looks_at(mateo)] == [cast.ben, cast.ana]


def test_a_colleague_is_let_in_by_name_for_a_purpose_and_a_time(cast: Cast, mateo: Student) -> None:
    until = today() + timedelta(days=30)
    words: dict[str, Any] = {"by": cast.ana, "pk": mateo.public_id}
    with pytest.raises(Invalid) as refused:
        let_in(**words, person=cast.eli.public_id, purpose="", ends_on=today() + timedelta(days=900))
    assert set(refused.value.fields) == {"person", "purpose", "ends_on"}
    right = let_in(**words, person=cast.pat.public_id, purpose="Meeting with the family", ends_on=until)
    opened = look_at_student(by=cast.pat, pk=mateo.public_id)
    assert not opened.may_change
    entry = JournalEntry.objects.filter(verb="student.looked_at").last()
    assert entry is not None
    assert entry.data["by_right"] is True
    for change in (
        lambda: add_strength(by=cast.pat, pk=mateo.public_id, text="x"),
        lambda: change_student_profile(by=cast.pat, pk=mateo.public_id, pronouns="x"),
        lambda: let_in(
            by=cast.pat, pk=mateo.public_id, person=cast.cleo.public_id, purpose="x", ends_on=until
        ),
        lambda: end_card_right(by=cast.pat, pk=mateo.public_id, right=right.public_id),
    ):
        with pytest.raises(Refused):
            change()
    hugo = Student.objects.get(given_name="Hugo")
    with pytest.raises(NotFound):
        open_card(by=cast.pat, pk=hugo.public_id)
    end_card_right(**words, right=right.public_id)
    with pytest.raises(NotFound):
        open_card(by=cast.pat, pk=mateo.public_id)
    CardRight.objects.filter(pk=right.pk).update(ends_on=today())
    assert open_card(by=cast.pat, pk=mateo.public_id).right is not None, "the last day counts"


def test_the_right_of_a_member_ends_with_the_membership_and_with_the_class(
    cast: Cast, mateo: Student
) -> None:
    open_card(by=cast.ben, pk=mateo.public_id)
    Membership.objects.filter(person=cast.ben).update(ends_on=today() - timedelta(days=1))
    with pytest.raises(NotFound):
        open_card(by=cast.ben, pk=mateo.public_id)
    mateo.enrollments.update(ends_on=today() - timedelta(days=1))
    with pytest.raises(NotFound):
        open_card(by=cast.ana, pk=mateo.public_id)


def test_S4_13_strengths_name_and_wishes(cast: Cast, mateo: Student) -> None:
    with pytest.raises(Invalid):
        add_strength(by=cast.ana, pk=mateo.public_id, text=" ")
    add_strength(by=cast.ana, pk=mateo.public_id, text="Explains with drawings")
    change_student_profile(by=cast.ana, pk=mateo.public_id, said_as="mah-TEH-oh", pronouns="he/him")
    change_student_profile(by=cast.ben, pk=mateo.public_id, said_as="mah-TEH-oh")
    card = card_of(mateo)
    assert [one.text for one in card.strengths] == ["Explains with drawings"]
    assert card.profile is not None
    assert (card.profile.said_as, card.pronouns) == ("mah-TEH-oh", "")


def test_a_family_sees_its_own_child_and_no_other(cast: Cast, mateo: Student) -> None:
    hugo = Student.objects.get(given_name="Hugo")
    guardianship = Guardianship.objects.create(person=cast.eli, student=mateo)
    assert children_of(cast.eli) == [mateo]
    assert open_own_child(by=cast.eli, pk=mateo.public_id) == mateo
    with pytest.raises(NotFound):
        open_own_child(by=cast.eli, pk=hugo.public_id)
    with pytest.raises(NotFound):
        open_card(by=cast.eli, pk=mateo.public_id)
    guardianship.removed_at = timezone.now()
    guardianship.save()
    with pytest.raises(NotFound):
        open_own_child(by=cast.eli, pk=mateo.public_id)


def test_leaders_see_counts_and_only_where_they_are_large_enough(cast: Cast, mateo: Student) -> None:
    lincoln = cast.lincoln.public_id
    for stranger in (cast.ana, cast.cleo, cast.eli):
        with pytest.raises(NotFound):
            count_care_at(by=stranger, pk=lincoln)
    counts = count_care_at(by=cast.pat, pk=lincoln)
    assert (counts.students.count, counts.with_adult.count) == (12, 0)
    name_adult(by=cast.ana, community=cast.grade_4, student=mateo.public_id, person=cast.pat.public_id)
    assert count_care_at(by=cast.pat, pk=lincoln).with_adult.count is None, "one is not said"
    for child in Student.objects.exclude(pk=mateo.pk)[:5]:
        name_adult(by=cast.ana, community=cast.grade_4, student=child.public_id, person=cast.pat.public_id)
    assert count_care_at(by=cast.pat, pk=lincoln).with_adult.count == 6
    district = count_care_at(by=cast.dee, pk=cast.district.public_id)
    assert district.coarse
    assert (district.students.count, district.with_adult.count) == (10, None)


def test_two_worlds_that_differ_in_one_child_count_the_same(cast: Cast, mateo: Student) -> None:
    """Whoever reads counts cannot tell whether one named child has a support (small sides are not said)."""
    before = (count_care_at(by=cast.pat, pk=cast.lincoln.public_id), cast.district.public_id)
    plain = count_care_at(by=cast.dee, pk=before[1])
    supported(cast, mateo)
    after = count_care_at(by=cast.pat, pk=cast.lincoln.public_id)
    assert after.with_support.count in (None, before[0].with_support.count)
    assert count_care_at(by=cast.dee, pk=before[1]).with_support.count in (None, plain.with_support.count)


def test_care_asks_the_same_number_of_questions_for_few_and_for_many(cast: Cast, mateo: Student) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            care = care_of(cast.grade_4)
            assert care.lines
        return len(asked)

    supported(cast, mateo)
    few = questions()
    other = _person("Ida", "Aide", Role.PARAEDUCATOR, cast.lincoln, today())
    for child in Student.objects.all()[:3]:
        supported(cast, child)
        name_adult(by=cast.ana, community=cast.grade_4, student=child.public_id, person=other.public_id)
    assert questions() == few


def line(way: Way = Way.UP) -> AimLine:
    start = date(2026, 9, 7)
    ends = (40.0, 60.0) if way == Way.UP else (10.0, 2.0)
    return AimLine(start, start + timedelta(days=20), *ends, way)


@pytest.mark.parametrize(
    ("way", "values", "say"),
    [
        (Way.UP, [40, 41, 42], PointsSay.TOO_EARLY),
        (Way.UP, [40, 40, 40, 40, 40], PointsSay.CHANGE),
        (Way.UP, [60, 60, 60, 60], PointsSay.RAISE),
        (Way.UP, [60, 40, 60, 40], PointsSay.GO_ON),
        (Way.DOWN, [10, 10, 10, 10, 10], PointsSay.CHANGE),
        (Way.DOWN, [2, 2, 2, 2], PointsSay.RAISE),
    ],
)
def test_what_four_points_say(way: Way, values: list[float], say: PointsSay) -> None:
    points = [(date(2026, 9, 9) + timedelta(days=3 * at), value) for at, value in enumerate(values)]
    assert points_say(line(way), points) == say


def test_the_aim_line_is_straight_and_keeps_its_ends() -> None:
    assert [line().on(date(2026, 9, 7) + timedelta(days=days)) for days in (-3, 0, 10, 20, 40)] == [
        40,
        40,
        50,
        60,
        60,
    ]


def test_due_reviews_and_days_to_action() -> None:
    day = date(2026, 9, 7)
    assert review_is_due(day + timedelta(days=7), day)
    assert not review_is_due(day + timedelta(days=8), day)
    assert days_to_action([]) is None
    assert days_to_action([(day, day), (day, day + timedelta(days=3))]) == 1.5


@given(st.integers(0, 200), st.integers(0, 200), st.booleans())
def test_a_count_that_is_said_lets_nobody_compute_a_small_group(count: int, rest: int, coarse: bool) -> None:
    said = say_count(count, count + rest, coarse=coarse).count
    floor = 10 if coarse else 5
    if said is None:
        return
    assert count == 0 or count >= floor
    assert rest == 0 or rest >= floor
    assert count + rest >= floor
    if coarse:
        assert said % 10 == 0
