"""How an agenda is made: the template's time, filled from what the team works on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trellis.practice.meetings.words import ItemKind, ItemPart, ItemSource

#: A question that a member asked gets so many minutes, taken from the main work.
QUESTION_MINUTES = 5
#: The main work keeps at least so many.
LEAST_MAIN = 15
#: Parts that work on the goal of the running cycle, and parts that look at data.
ON_GOAL = frozenset({ItemPart.GOAL, ItemPart.MAIN, ItemPart.PRODUCT})
WITH_DATA = frozenset({ItemPart.GOAL})


@dataclass(frozen=True)
class Piece:
    """One item of an agenda before it is written."""

    title: str
    minutes: int
    kind: ItemKind
    part: ItemPart
    protocol: str = ""
    note: str = ""
    source: ItemSource = ItemSource.TEMPLATE
    touches_goal: bool = False
    with_data: bool = False
    question: str = ""


@dataclass(frozen=True)
class Ground:
    """What the team works on right now.

    Attributes:
        has_goal: a cycle runs, so its goal is pinned.
        focus: the question of the stage for the main work.
        protocol: what suits the stage.
        open_promises: how many wait.
        result: the name of new results, or empty.
        result_protocol: what suits new results.
        question: the oldest question of a member, as (public id, text).
    """

    has_goal: bool = False
    focus: str = ""
    protocol: str = ""
    open_promises: int = 0
    result: str = ""
    result_protocol: str = ""
    question: tuple[str, str] | None = None


def fill(pieces: Sequence[Piece], ground: Ground, promises_note: str, question_title: str) -> list[Piece]:
    """Fill a template from what is there; the minutes of the whole stay as they were.

    New results come before the stage's own question; without open promises their minutes go to the main
    work; one member's question is taken up when the main work can spare the time.
    """
    filled = [_of_ground(piece, ground, promises_note) for piece in pieces]
    main = next((place for place, piece in enumerate(filled) if piece.part == ItemPart.MAIN), None)
    if main is None:
        return filled
    promises = next((piece for piece in filled if piece.part == ItemPart.PROMISES), None)
    if promises is not None and ground.open_promises == 0:
        filled[main] = replace(filled[main], minutes=filled[main].minutes + promises.minutes)
        filled.remove(promises)
        main = filled.index(next(piece for piece in filled if piece.part == ItemPart.MAIN))
    if ground.question is not None and filled[main].minutes - QUESTION_MINUTES >= LEAST_MAIN:
        filled[main] = replace(filled[main], minutes=filled[main].minutes - QUESTION_MINUTES)
        key, text = ground.question
        filled.insert(
            main + 1,
            Piece(
                title=question_title,
                minutes=QUESTION_MINUTES,
                kind=ItemKind.LEARN,
                part=ItemPart.OTHER,
                note=text,
                source=ItemSource.QUESTION,
                question=key,
            ),
        )
    return filled


def _of_ground(piece: Piece, ground: Ground, promises_note: str) -> Piece:
    on_goal = ground.has_goal and piece.part in ON_GOAL
    data = ground.has_goal and piece.part in WITH_DATA
    piece = replace(piece, touches_goal=on_goal, with_data=data)
    if piece.part == ItemPart.PROMISES and ground.open_promises:
        return replace(piece, source=ItemSource.PROMISE, note=promises_note)
    if piece.part != ItemPart.MAIN:
        return piece
    if ground.result:
        return replace(
            piece,
            note=ground.result,
            protocol=ground.result_protocol or piece.protocol,
            source=ItemSource.RESULT,
            with_data=True,
        )
    if ground.focus:
        return replace(
            piece, note=ground.focus, protocol=ground.protocol or piece.protocol, source=ItemSource.STAGE
        )
    return piece
