"""S0-47: a prediction is stored before results, whatever order things are tried in."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from tests.practice.world import planned, started
from trellis.evidence.measures.operations import record_data_point, take_back_data_point
from trellis.kit.errors import Conflict, Invalid, Refused
from trellis.practice.cycles.models import Experiment
from trellis.practice.cycles.operations.planning import choose_strategy, lock_prediction, write_prediction
from trellis.practice.cycles.rules.may import may_enter_result, may_lock_prediction, may_move_start

DAY = timezone.localdate()


@given(
    on=st.integers(-30, 30),
    start=st.none() | st.integers(-30, 30),
    locked=st.booleans(),
)
def test_S0_47_no_result_from_first_use_on_without_a_lock(on: int, start: int | None, locked: bool) -> None:
    first_use = None if start is None else DAY + timedelta(days=start)
    allowed = may_enter_result(
        on=DAY + timedelta(days=on),
        use_starts_on=first_use,
        locked_at=timezone.now() if locked else None,
    )
    assert allowed == (start is None or on < start or locked)


@pytest.mark.parametrize(
    ("has_start", "has_result", "locked", "may"),
    [
        (True, False, False, True),
        (True, True, False, False),
        (True, False, True, False),
        (True, True, True, False),
        (False, False, False, False),
        (False, True, False, False),
        (False, False, True, False),
        (False, True, True, False),
    ],
)
def test_S0_47_when_a_prediction_may_be_locked(
    has_start: bool, has_result: bool, locked: bool, may: bool
) -> None:
    assert (
        may_lock_prediction(
            use_starts_on=DAY if has_start else None,
            first_result_on=DAY if has_result else None,
            locked=locked,
        )
        is may
    )
    assert may_move_start(locked=locked) is (not locked)


def test_S0_47_points_before_first_use_are_always_taken_and_later_ones_only_after_the_lock(
    cast: Cast,
) -> None:
    cycle = started(cast)
    measure = planned(cast, cycle, use_starts_on=DAY - timedelta(days=14), lock=False)
    record_data_point(by=cast.ana, measure=measure, on=DAY - timedelta(days=15), part=40, whole=95)
    with pytest.raises(Refused, match="Lock your prediction first"):
        record_data_point(by=cast.ana, measure=measure, on=DAY - timedelta(days=14), part=40, whole=95)
    assert measure.points.count() == 1
    experiment = lock_prediction(by=cast.ben, cycle=cycle)
    point = record_data_point(by=cast.ana, measure=measure, on=DAY - timedelta(days=7), part=48, whole=90)
    assert experiment.locked_at is not None
    assert experiment.locked_at < point.recorded_at


def test_S0_47_a_result_that_was_there_first_makes_the_lock_impossible_even_when_taken_back(
    cast: Cast,
) -> None:
    cycle = started(cast)
    measure = planned(cast, cycle, use_starts_on=DAY - timedelta(days=1), lock=False)
    point = record_data_point(by=cast.ana, measure=measure, on=DAY - timedelta(days=10), part=1, whole=2)
    take_back_data_point(by=cast.ana, point=point)
    with pytest.raises(Invalid) as moved:
        choose_strategy(
            by=cast.ana,
            cycle=cycle,
            name="Talk",
            practice_change="We talk.",
            times_a_week=3,
            starts_on=DAY - timedelta(days=12),
        )
    assert "starts_on" in moved.value.fields
    lock_prediction(by=cast.ana, cycle=cycle)  # first use is still the day before today: nothing came after


def test_S0_47_a_locked_prediction_and_its_day_never_change(cast: Cast) -> None:
    cycle = started(cast)
    planned(cast, cycle)
    with pytest.raises(Conflict):
        lock_prediction(by=cast.ben, cycle=cycle)
    with pytest.raises(Conflict):
        write_prediction(by=cast.ben, cycle=cycle, low=Decimal(1), high=Decimal(2), by_on=cycle.ends_on)
    with pytest.raises(Conflict):
        choose_strategy(
            by=cast.ana,
            cycle=cycle,
            name="Talk",
            practice_change="We talk.",
            times_a_week=3,
            starts_on=DAY,
        )
    assert Experiment.objects.get(cycle=cycle).low == Decimal(55)
