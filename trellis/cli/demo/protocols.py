"""The demo’s protocol: in their last meeting Ana’s team wrote facts in silence, then looked behind them."""

from datetime import datetime, timedelta

from trellis.cli.demo.world import World
from trellis.practice.library.queries import open_protocol
from trellis.practice.meetings.models import AgendaItem, Meeting, ProtocolRun
from trellis.practice.meetings.operations import leading, writing
from trellis.practice.meetings.queries.running import view_of_run

FACTS = {
    "ana": "21 of 71 chose 3/10 on item 7.",
    "ben": "Items 3 and 7 are weak in every room.",
    "keiko": "Item 7 is better in Rooms 11 and 14.",
    "jordan": "One child left item 7 blank.",
}
GOOD_NEWS = "Item 1 is right for 66 of 71. In September it was 48 of 91."
GUESS = "Who picks 3/10 reads the 10 and the 8 as sizes: ten is more than eight, so tenths are more."
HELPED = "In Room 14 two strips were folded side by side before the rule was said."
GROUPS = "Item 3: 14 students. Both: 6. Ready for more: 19. Thursday, three rooms."


def run_protocol(world: World, meeting: Meeting, item: AgendaItem, at: datetime) -> None:
    """Run the response to a common assessment within the minutes of an item."""
    run = leading.start_run(
        by=world.people["ana"],
        meeting=meeting,
        protocol=open_protocol(key="assessment-response"),
        item=item,
        question="What do the wrong answers on item 7 tell us?",
        now=at,
    )
    clock = _next(world, run, at)
    for key, text in FACTS.items():
        writing.write_line(by=world.people[key], run=run, position=2, text=text, now=clock)
    leading.reveal_step(by=world.people["ana"], run=run, now=clock + timedelta(minutes=3))
    clock = _next(world, run, clock)
    writing.write_line(by=world.people["keiko"], run=run, position=3, text=GOOD_NEWS, now=clock)
    clock = _next(world, run, clock)
    fact = next(line for line in view_of_run(run, by=world.people["ben"]).observations if "3/10" in line.text)
    writing.write_line(by=world.people["ben"], run=run, position=4, text=GUESS, rests_on=fact.pk, now=clock)
    leading.extend_step(by=world.people["ana"], run=run, minutes=2, now=clock)
    clock = _next(world, run, clock)
    writing.write_line(by=world.people["keiko"], run=run, position=5, text=HELPED, now=clock)
    clock = _next(world, run, clock)
    writing.write_line(by=world.people["ana"], run=run, position=6, text=GROUPS, now=clock)
    clock = _next(world, run, clock)
    leading.skip_step(by=world.people["ana"], run=run, now=clock)


def _next(world: World, run: ProtocolRun, clock: datetime) -> datetime:
    """Go on when the minutes of the step are over, and return when that was."""
    here = view_of_run(run, by=world.people["ana"]).here
    assert here is not None
    then = clock + timedelta(seconds=here.clock.total)
    leading.next_step(by=world.people["ana"], run=run, now=then)
    return then
