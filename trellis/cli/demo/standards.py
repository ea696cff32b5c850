"""The demo's own framework: mathematics of grades 3 to 5 in Riverbend's words, sent as a CASE file."""

import json
import tempfile
from pathlib import Path

from trellis.cli.demo.world import World
from trellis.evidence.standards.operations import import_framework

TITLE = "Mathematics in Riverbend, grades 3 to 5"
#: Grade -> strand -> what students can do at the end of the year; the code is M<grade>.<strand>.<number>.
STATEMENTS = {
    3: {
        "N": (
            "Read, write and order numbers up to 10,000.",
            "Add and subtract within 1,000 and say which way of doing it fits.",
            "Know the products up to 10 x 10 and see a product as rows of equal length.",
        ),
        "F": (
            "See a fraction as so many parts of a whole cut into equal parts.",
            "Place a fraction on a number line and say how far it is from 0 and from 1.",
            "Find fractions that are the same size, with strips or on a line.",
        ),
        "G": ("Measure the area of a rectangle by rows of squares.",),
    },
    4: {
        "N": (
            "Multiply a number of up to four digits by one digit, and two digits by two.",
            "Divide by one digit and say what a remainder means in the story.",
        ),
        "F": (
            "Say why two fractions are the same size although their numbers differ.",
            "Compare two fractions with different tops and bottoms, and show why with a picture or a line.",
            "Add and subtract fractions of the same whole.",
            "Write tenths and hundredths as decimals and compare them.",
        ),
        "G": ("Measure angles and say which kind they are.",),
    },
    5: {
        "N": ("Multiply and divide with decimals to hundredths and check by estimating.",),
        "F": (
            "Add and subtract fractions with different bottoms.",
            "Multiply a fraction by a number and say whether the result grows or shrinks.",
        ),
        "G": ("Find the volume of boxes by layers and by multiplying.",),
    },
}
STRANDS = {"N": "Number and operations", "F": "Fractions", "G": "Shapes and measuring"}


def make(world: World) -> None:
    """Send the framework as the data steward would."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "riverbend-mathematics.json"
        path.write_text(json.dumps(_package()))
        import_framework(by=world.people["sam"], organization=world.district, path=path)


def _item(code: str, statement: str, grade: int) -> dict[str, object]:
    return {
        "identifier": f"riverbend-{code}",
        "humanCodingScheme": code,
        "fullStatement": statement,
        "educationLevel": [f"{grade:02}"],
    }


def _child(code: str, parent: str, number: int) -> dict[str, object]:
    return {
        "identifier": f"riverbend-{code}-in-{parent or 'all'}",
        "associationType": "isChildOf",
        "originNodeURI": {"identifier": f"riverbend-{code}", "uri": "", "title": code},
        "destinationNodeURI": {
            "identifier": f"riverbend-{parent}" if parent else "riverbend-mathematics",
            "uri": "",
            "title": parent,
        },
        "sequenceNumber": number,
    }


def _package() -> dict[str, object]:
    items, parts = [], []
    for at, (grade, strands) in enumerate(STATEMENTS.items()):
        top = f"M{grade}"
        items.append(_item(top, f"Grade {grade}", grade))
        parts.append(_child(top, "", at))
        for place, (strand, statements) in enumerate(strands.items()):
            middle = f"{top}.{strand}"
            items.append(_item(middle, STRANDS[strand], grade))
            parts.append(_child(middle, top, place))
            for number, statement in enumerate(statements, start=1):
                items.append(_item(f"{middle}.{number}", statement, grade))
                parts.append(_child(f"{middle}.{number}", middle, number))
    document = {
        "identifier": "riverbend-mathematics",
        "title": TITLE,
        "creator": "Riverbend School District",
        "language": "en",
    }
    return {"CFDocument": document, "CFItems": items, "CFAssociations": parts}
