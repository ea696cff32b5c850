"""How far students came from one window to the next, or why that cannot be told. No database here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trellis.stats.growth import (
    DEFAULT_COHORT,
    CatchUp,
    Gains,
    GroupGrowth,
    catch_up,
    ceiling_and_floor,
    conditional_growth,
    gain_scores,
    median_growth,
    student_growth_percentiles,
)
from trellis.stats.results import CannotTell, Language, Note

DAYS_A_MONTH = 365.25 / 12
#: Students of others that a comparison with students who started alike needs at least.
OTHERS = 30


@dataclass(frozen=True)
class Score:
    """One student's score in one window, with the error of measurement where the test tells it."""

    value: float
    error: float | None = None


@dataclass(frozen=True)
class TeamGrowth:
    """What may be said of the growth of a team's students.

    ``gain`` is the change of the students with both scores or the reason why it cannot be told; ``typical``
    compares them with students of the district who started alike, where there are enough. ``before`` and
    ``after`` are the scores of the students with both, in one order, by nobody's name.
    """

    gain: Gains | CannotTell
    typical: GroupGrowth | None
    before: tuple[float, ...]
    after: tuple[float, ...]
    one_score: int
    reliability: float | None = None

    @property
    def can_tell(self) -> bool:
        """Whether a change may be shown at all."""
        return isinstance(self.gain, Gains) and not self.gain.ceiling_stops

    def say(self, language: Language = "en") -> str:
        """One true sentence: the change with its range and n, or why it cannot be told."""
        return self.gain.say(language)

    def notes(self, language: Language = "en") -> list[str]:
        """Further sentences: comparison with students who started alike, warnings."""
        found = list(self.gain.notes) if self.can_tell and isinstance(self.gain, Gains) else []
        said = [note.say(language) for note in found]
        if self.can_tell and self.typical is not None:
            said = [self.typical.say(language), *(n.say(language) for n in self.typical.notes), *said]
        return said


def reliability_of(scores: Sequence[Score]) -> float | None:
    """Return the reliability of a test for these students: the share of variance that is not error.

    Nothing where an error is not told for every score, where scores do not vary, or where error is all.
    """
    errors = [one.error for one in scores if one.error is not None]
    if len(errors) < len(scores) or len(scores) < 3:
        return None
    spread = float(np.var([one.value for one in scores], ddof=1))
    if spread <= 0:
        return None
    share = 1.0 - float(np.mean(np.square(errors))) / spread
    return share if 0.0 < share <= 1.0 else None


def _stopped(values: Sequence[float], most: float | None) -> CannotTell | None:
    """Return why growth cannot be read from scores that stand at the end of the test."""
    highest = most if most is not None and max(values) <= most else None
    ends = ceiling_and_floor(values, highest=highest)
    if not ends.stops:
        return None
    note: Note = max(ends.notes, key=lambda one: ends.at_highest if one.code == "ceiling" else ends.at_lowest)
    return CannotTell(note.code, note.en, note.es, ends.n)


def growth_of_team(
    before: Mapping[int, Score],
    after: Mapping[int, Score],
    ours: Sequence[int],
    *,
    most: float | None = None,
) -> TeamGrowth:
    """Say how far our students came between two windows of one test.

    Args:
        before, after: student -> score, of the whole district; those who are not ours only serve to compare.
        ours: the students of the team.
        most: the highest possible score, where the test tells it.
    """
    both = sorted(set(ours) & before.keys() & after.keys())
    first, last = [before[one] for one in both], [after[one] for one in both]
    starts, ends = [one.value for one in first], [one.value for one in last]
    reliability = reliability_of(first)
    gain: Gains | CannotTell
    stopped = (_stopped(starts, most) or _stopped(ends, most)) if len(both) >= 3 else None
    gain = stopped or gain_scores(
        np.array(starts),
        np.array(ends),
        reliability_pre=reliability,
        reliability_post=reliability_of(last),
    )
    once = len(set(ours) & (before.keys() ^ after.keys()))
    told = isinstance(gain, Gains) and not gain.ceiling_stops
    typical = _typical(before, after, set(both)) if told else None
    return TeamGrowth(gain, typical, tuple(starts), tuple(ends), once, reliability)


def catching_up(
    found: TeamGrowth, *, target: float, later_target: float | None, days: int
) -> CatchUp | CannotTell:
    """Say how fast those of a team who began below a score came closer to it (S3-29).

    Args:
        later_target: the score of the later window, where it moves on.
        days: from the first day of the earlier window to the first day of the later one.
    """
    if isinstance(found.gain, CannotTell) or not found.can_tell:
        gain = found.gain
        return gain if isinstance(gain, CannotTell) else CannotTell("ceiling", gain.say(), gain.say("es"))
    return catch_up(
        np.array(found.before),
        np.array(found.after),
        target=target,
        target_post=later_target,
        months=days / DAYS_A_MONTH,
        reliability_pre=found.reliability if found.reliability and found.reliability < 1 else None,
    )


def _typical(before: Mapping[int, Score], after: Mapping[int, Score], ours: set[int]) -> GroupGrowth | None:
    """Compare ours with everybody who took both tests; nothing where that is little more than ourselves."""
    everybody = sorted(before.keys() & after.keys())
    if len(everybody) - len(ours) < OTHERS:
        return None
    priors = np.array([[before[one].value] for one in everybody])
    current = np.array([after[one].value for one in everybody])
    place = {one: at for at, one in enumerate(everybody)}
    rows = [place[one] for one in sorted(ours)]
    if len(everybody) < DEFAULT_COHORT:
        small = conditional_growth(current, priors)
        if isinstance(small, CannotTell) or small.ceiling.stops:
            return None
        found = median_growth(small.percentile[rows])
    else:
        large = student_growth_percentiles(current, priors)
        if isinstance(large, CannotTell):
            return None
        found = large.of_group(rows)
    return found if isinstance(found, GroupGrowth) else None
