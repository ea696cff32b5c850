"""Which question somebody looks back on: another one each time (S3-04)."""

from trellis.practice.cycles.words import LOOK_BACK_QUESTIONS


def look_back_question(person: int, past: int, turn: int = 0) -> str:
    """Return the question for a person who looked back ``past`` times; ``turn`` asks for another one.

    Two people of a team rarely get the same, and nobody gets one again before all others were asked.
    """
    return str(LOOK_BACK_QUESTIONS[(person * 4 + past + turn) % len(LOOK_BACK_QUESTIONS)])
