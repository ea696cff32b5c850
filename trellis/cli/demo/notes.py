"""What the demo's team wrote in the notes of its past meetings, oldest first."""

from trellis.cli.demo.world import World
from trellis.kit.shared_text import Mark, Node
from trellis.practice.meetings.models import Meeting, MeetingDecision
from trellis.practice.meetings.operations.notes import write_notes

#: Heading, then lines; what stands before the colon is bold.
WRITTEN = (
    (
        "What students see in 3/8",
        "Facts we all wrote before the reveal: 26 of 38 wrong answers picked the bigger denominator.",
        "Good news: in Room 12 four of five could show 1/4 on a strip.",
        "We teach the rule before the size. A talk on the number line first, then the rule.",
    ),
    (
        "How the talks went",
        "Facts: three talks a week in two rooms, two in the others.",
        "Ben: “The line has to stay on the wall.” Priya will try it with tape on the floor.",
    ),
    (
        "What the wrong answers tell us",
        "Facts we all wrote before the reveal: 21 of 71 chose 3/10 on item 7. Items 3 and 7 are weak.",
        "Good news: item 1 is right for 66 of 71. In September it was 48 of 91.",
        "The child who picks 3/10 reads the 10 and the 8 as sizes: “ten is more”. Sensible with whole "
        "numbers.",
        "Keiko folded two strips side by side, and the class said it before she did: más partes, partes más "
        "pequeñas.",
    ),
)


def _line(words: str) -> Node:
    head, colon, rest = words.partition(": ")
    if colon and len(head) < 50:
        return Node("paragraph", {}, (Mark(f"{head}:", {"bold": {}}), Mark(f" {rest}")))
    return Node("paragraph", {}, (Mark(words),))


def write(world: World, meeting: Meeting, number: int) -> None:
    """Write the notes of the meeting with this number, with the decision standing in them."""
    heading, *lines = WRITTEN[number]
    nodes = [Node("heading", {"level": "3"}, (Mark(heading),)), *(_line(words) for words in lines)]
    decision = MeetingDecision.objects.filter(meeting=meeting).first()
    if decision is not None:
        nodes.append(Node("reference", {"kind": "decision", "ref": decision.public_id}, ()))
    write_notes(by=world.people["keiko"], meeting=meeting, nodes=nodes)
