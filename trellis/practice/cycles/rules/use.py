"""Use first: how fully a strategy was used decides whether its effect may be judged."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from trellis.practice.cycles.words import StudentsDid, Used

#: Default share of planned use below which no verdict is given (our proposal, not a finding).
USE_FIRST_PERCENT = 60
#: Fewer members than this and a count would point at a person.
FEWEST_COUNTED = 3
_WEIGHTS = {Used.FULLY: 1.0, Used.PARTLY: 0.5, Used.NOT: 0.0}


@dataclass(frozen=True)
class UseSummary:
    """Use so far. ``share`` is recorded use over planned use, 0 to 1; None before the first finished week.

    What was not recorded counts as not used: as far as anyone knows, it was not.
    """

    members: int
    recorded: int
    used_last_week: int
    last_week: date | None
    share: float | None

    def enough(self, percent: int) -> bool:
        """Whether an effect may be judged."""
        return self.share is not None and round(self.share * 100, 6) >= percent


def use_summary(
    *,
    members: Collection[int],
    weeks: Iterable[date],
    used: Mapping[tuple[int, date], Used],
) -> UseSummary:
    """Sum up use over the members of now and the finished planned weeks.

    ``used`` maps (person id, Monday) to what was recorded; records of former members and of other weeks are
    left out. ``used_last_week`` counts members who used it fully or partly in the last week with a record.
    """
    planned = sorted(set(weeks))
    counted = {key: how for key, how in used.items() if key[0] in members and key[1] in set(planned)}
    every = {key: how for key, how in used.items() if key[0] in members}
    recorded_weeks = [week for _person, week in every]
    last = max(recorded_weeks, default=None)
    total = len(members) * len(planned)
    return UseSummary(
        members=len(members),
        recorded=len({person for person, _week in every}),
        used_last_week=sum(
            1 for (_person, week), how in every.items() if week == last and how in (Used.FULLY, Used.PARTLY)
        ),
        last_week=last,
        share=sum(_WEIGHTS[Used(how)] for how in counted.values()) / total if total else None,
    )


@dataclass(frozen=True)
class WeekOfUse:
    """One week: the share of planned use that was recorded, and of how many members; what students did."""

    week: date
    share: float
    recorded: int
    members: int
    students: Mapping[StudentsDid, int]


def weeks_of_use(
    *,
    members: Collection[int],
    weeks: Iterable[date],
    used: Mapping[tuple[int, date], tuple[Used, StudentsDid | None]],
) -> list[WeekOfUse]:
    """Return use week by week over the members of now, in order; what was not recorded counts as not used."""
    found = []
    for week in sorted(set(weeks)):
        rows = [row for (person, day), row in used.items() if day == week and person in members]
        share = sum(_WEIGHTS[how] for how, _students in rows) / len(members) if members else 0.0
        seen = Counter(students for _how, students in rows if students is not None)
        found.append(WeekOfUse(week, share, len(rows), len(members), seen))
    return found


def most(part: int, whole: int) -> bool:
    """Say whether a part is most of the whole: more than half."""
    return whole > 0 and 2 * part > whole
