"""Who gets how far into the notes, and what stands in them as plain words."""

from collections.abc import Collection, Iterable

from trellis.kit.shared_text import Mark, Node
from trellis.people.access.words import Relation
from trellis.practice.meetings.rules.may import may_change_work
from trellis.practice.meetings.words import MeetingState, NotesSight, RecordState


def sight_of_notes(
    relations: Collection[Relation], *, reads_work: bool, reads_open_part: bool, is_open: bool
) -> NotesSight:
    """Return how far somebody gets into the notes: the same rule for the page and the socket."""
    if reads_work and is_open and may_change_work(relations):
        return NotesSight.WRITES
    if reads_work:
        return NotesSight.READS
    return NotesSight.HEARS if reads_open_part else NotesSight.NOTHING


def are_notes_open(state: str, record_state: str) -> bool:
    """Notes are written before, during and after a meeting, until the record is agreed."""
    return state != MeetingState.CANCELLED and record_state != RecordState.AGREED


def plain_text(nodes: Iterable[Node]) -> str:
    """Return what is written, line by line, without any look. References say only what kind they are."""
    lines: list[str] = []
    for node in nodes:
        _lines(node, lines)
    return "\n".join(lines)


def _lines(node: Node, lines: list[str]) -> None:
    words = "".join(child.text for child in node.children if isinstance(child, Mark)).strip()
    if words:
        lines.append(words)
    for child in node.children:
        if isinstance(child, Node):
            _lines(child, lines)


def references_in(nodes: Iterable[Node]) -> set[tuple[str, str]]:
    """Return kind and id of everything that stands in the notes as a reference."""
    found: set[tuple[str, str]] = set()
    stack: list[Node] = list(nodes)
    while stack:
        node = stack.pop()
        if node.name == "reference":
            found.add((str(node.attributes.get("kind", "")), str(node.attributes.get("ref", ""))))
        elif node.name == "student":
            found.add(("student", str(node.attributes.get("ref", ""))))
        stack.extend(child for child in node.children if isinstance(child, Node))
    return found
