"""Help between teams: one question stands on the board, one was answered and thanked."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from trellis.cli.demo.stages import Stage
from trellis.cli.demo.world import World
from trellis.practice.support.operations import answer_ask, ask_for_help, thank_for_answer
from trellis.practice.support.words import Reach


def make(world: World) -> None:
    """The Grade 5 team asks its school, the Grade 4 team asked the district."""
    if world.stage is Stage.PLANNING:
        return
    noon = datetime.combine(world.today, time(12), ZoneInfo(world.district.time_zone))
    grade_4, grade_5 = world.teams["grade_4"], world.teams["grade_5"]
    ask_for_help(
        by=world.people["cleo"],
        community=grade_5,
        topic="Students who explain to each other",
        text="Our pairs tell each other the answer and not the way. What sentence do you start them with?",
        now=noon - timedelta(days=2),
    )
    asked = ask_for_help(
        by=world.people["ben"],
        community=grade_4,
        topic="Comparing fractions with folded strips",
        text="We have one lesson. How do you keep the strips for the next day?",
        reach=Reach.DISTRICT,
        now=noon - timedelta(days=9),
    )
    answer = answer_ask(
        by=world.people["cleo"],
        ask=asked,
        community=grade_5.public_id,
        text="An envelope for each table, names outside. Come by on Tuesday and see.",
        now=noon - timedelta(days=8),
    )
    thank_for_answer(
        by=world.people["ana"],
        answer=answer,
        text="for the envelopes, they saved us ten minutes",
        to_team=True,
        now=noon - timedelta(days=6),
    )
