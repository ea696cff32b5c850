"""What may be said of how far a team's students came between two windows, and what may not."""

import numpy as np
import pytest

from trellis.evidence.measures.rules.growth import Score, growth_of_team, reliability_of
from trellis.stats.growth import Gains, GroupGrowth
from trellis.stats.results import CannotTell


def scores(values: list[float], error: float | None = None) -> dict[int, Score]:
    return {number: Score(value, error) for number, value in enumerate(values)}


def district(many: int, *, lift: float = 0.0, ours: int = 0) -> tuple[dict[int, Score], dict[int, Score]]:
    """Scores of a district; the first ``ours`` came further than others who started alike."""
    chance = np.random.default_rng(7)
    before = chance.normal(200, 15, many)
    after = 30 + 0.9 * before + chance.normal(0, 6, many)
    after[:ours] += lift
    return scores(before.tolist()), scores(after.tolist())


def test_a_gain_is_told_with_its_range_and_how_many() -> None:
    before = scores([200, 204, 198, 210, 207, 190])
    after = scores([206, 211, 201, 217, 215, 195])
    found = growth_of_team(before, after, list(before))
    assert found.can_tell
    assert found.say() == (
        "6 students scored 6 points higher on average (plausible change 4.12 to 7.88); without a comparison "
        "group this does not say what caused it."
    )
    assert found.say("es").startswith("6 estudiantes obtuvieron en promedio 6 puntos más")
    assert (found.typical, found.notes()) == (None, [])


def test_only_ours_with_both_scores_count() -> None:
    before, after = scores([200, 204, 198, 210]), scores([206, 209, 201])
    found = growth_of_team(before, after, [0, 1, 2, 3, 77])
    assert (found.before, found.after, found.one_score) == ((200, 204, 198), (206, 209, 201), 1)
    few = growth_of_team(before, after, [0, 1])
    assert isinstance(few.gain, CannotTell)
    assert (few.gain.reason, few.can_tell, few.typical) == ("too_few", False, None)


@pytest.mark.parametrize(
    ("before", "after", "most", "reason"),
    [
        ([240, 240, 240, 210, 205], [240, 239, 238, 220, 230], None, "ceiling"),
        ([200, 204, 198, 210, 215], [240, 240, 240, 220, 230], None, "ceiling"),
        ([100, 100, 100, 120, 130], [110, 120, 115, 130, 140], None, "floor"),
        ([200, 204, 198, 210, 215], [230, 240, 221, 240, 230], 240.0, "ceiling"),
        ([200, 204, 198], [205, 209, 203], None, "no_variation"),
    ],
)
def test_it_says_why_it_cannot_tell(
    before: list[float], after: list[float], most: float | None, reason: str
) -> None:
    found = growth_of_team(scores(before), scores(after), range(len(before)), most=most)
    assert isinstance(found.gain, CannotTell)
    assert found.gain.reason == reason
    assert not found.can_tell
    assert found.say() != found.say("es")
    assert found.notes() == []


def test_reliability_only_where_every_error_is_told() -> None:
    told = [Score(200, 3), Score(210, 3), Score(220, 3)]
    assert reliability_of(told) == pytest.approx(0.91)
    assert reliability_of([*told, Score(205)]) is None
    assert reliability_of([Score(200, 3), Score(200, 3), Score(200, 3)]) is None
    assert reliability_of([Score(200, 30), Score(201, 30), Score(202, 30)]) is None
    before = {at: Score(value, 4.0) for at, value in enumerate([190.0, 200, 210, 220, 230])}
    after = {at: Score(one.value + 5 + at % 3, 4.0) for at, one in before.items()}
    found = growth_of_team(before, after, list(before))
    assert any("read the group, not the student" in note for note in found.notes())
    assert any("lea el grupo" in note for note in found.notes("es"))


@pytest.mark.parametrize("many", [120, 700])
def test_enough_others_who_started_alike_are_a_comparison(many: int) -> None:
    before, after = district(many, lift=14, ours=20)
    found = growth_of_team(before, after, range(20))
    assert isinstance(found.typical, GroupGrowth)
    assert found.typical.n == 20
    assert found.typical.differs_from_typical
    assert found.typical.estimate > 70
    assert "higher than typical growth" in found.notes()[0]
    usual = growth_of_team(*district(many), range(20))
    assert usual.typical is not None
    assert not usual.typical.differs_from_typical


def test_without_enough_others_there_is_no_comparison() -> None:
    before, after = district(45)
    assert growth_of_team(before, after, range(20)).typical is None
    assert growth_of_team(before, after, range(9)).typical is None
    assert isinstance(growth_of_team(before, after, range(20)).gain, Gains)
