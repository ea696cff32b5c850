"""Windows of a district's test for the students of a team, and a cycle that was used fully."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from tests.cast import Cast
from tests.practice.students.world import ANSWERS, rooms_of, student
from tests.practice.world import planned, started
from trellis.evidence.measures.models import Administration, Assessment, AssessmentItem, Attempt, Result
from trellis.evidence.measures.words import ItemKind, Method
from trellis.evidence.roster.models import Student
from trellis.practice.cycles.models import Cycle, Story
from trellis.practice.cycles.operations.closing import publish_story
from trellis.practice.cycles.operations.doing import record_use
from trellis.practice.cycles.words import Audience, Used

TODAY = timezone.localdate()


def windows(cast: Cast, gains: tuple[int, ...] = (9, 11, 8, 12)) -> tuple[Administration, Administration]:
    """Fall and now: a district test with one number for every student of the team; the last one left."""
    rooms = rooms_of(cast)
    ours = [
        student(cast, given, family, f"30{at:02}", rooms[at % 2])
        for at, (given, family, _a) in enumerate(ANSWERS)
    ]
    test = Assessment.objects.create(
        organization=cast.district, title="District math", added_at=timezone.now()
    )
    whole = AssessmentItem.objects.create(assessment=test, kind=ItemKind.WHOLE, position=1, label="All")

    def given(on: date, shift: tuple[int, ...], people: list[Student]) -> Administration:
        window = Administration.objects.create(assessment=test, school_year=on.year, given_on=on)
        for at, one in enumerate(people):
            attempt = Attempt.objects.create(administration=window, student=one)
            value = Decimal(480 + 7 * at + shift[at % len(shift)])
            Result.objects.create(attempt=attempt, item=whole, method=Method.SCALE, value=value)
        return window

    fall = given(TODAY - timedelta(weeks=7), (0, 3), ours)
    return fall, given(TODAY - timedelta(days=1), gains, ours[:-1])


def cycle_in_use(cast: Cast, *, weeks_used: int = 4) -> Cycle:
    """A cycle with first use four weeks ago, locked, and use recorded by both for so many of the weeks."""
    cycle = started(cast, weeks_ago=8)
    planned(cast, cycle)
    start = cycle.strategy.starts_on
    assert start is not None
    for week in range(weeks_used):
        for person in (cast.ana, cast.ben):
            record_use(by=person, cycle=cycle, week=start + timedelta(weeks=week), used=Used.FULLY)
    return cycle


def story_for(cast: Cast, cycle: Cycle, audience: Audience) -> Story:
    """The story, shown to somebody."""
    return publish_story(
        by=cast.ana,
        cycle=cycle,
        title="T",
        text="What we saw.",
        title_es="T",
        text_es="Lo que vimos.",
        audience=audience,
    )
