"""The shape of the tree, and which pictures are taken for a logo."""

import struct

import pytest

from trellis.people.places.rules import logo_type_of, may_lie_in
from trellis.people.places.words import OrganizationKind as Kind


def png(width: int, height: int) -> bytes:
    """A PNG header that claims this size; enough for a check that reads no pixels."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + struct.pack(">II", width, height)
        + b"\x08\x06" * 8
    )


@pytest.mark.parametrize(
    ("child", "parent", "expected"),
    [
        (Kind.SCHOOL, Kind.DISTRICT, True),
        (Kind.SCHOOL, Kind.AREA, True),
        (Kind.AREA, Kind.AREA, True),
        (Kind.DEPARTMENT, Kind.SCHOOL, True),
        (Kind.DISTRICT, Kind.STATE, True),
        (Kind.DISTRICT, Kind.SCHOOL, False),
        (Kind.STATE, Kind.DISTRICT, False),
        (Kind.SCHOOL, Kind.SCHOOL, False),
        (Kind.SCHOOL, Kind.DEPARTMENT, False),
    ],
)
def test_what_may_lie_in_what(child: Kind, parent: Kind, expected: bool) -> None:
    assert may_lie_in(child, parent) is expected


def test_pictures_are_known_by_their_bytes_not_their_name() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 40, 60) + b"\x03" * 12
    webp = (
        b"RIFF\x00\x00\x00\x00WEBPVP8X"
        + b"\x0a\x00\x00\x00"
        + b"\x00" * 4
        + b"\x3f\x00\x00"
        + b"\x3f\x00\x00"
        + b"x" * 4
    )
    assert logo_type_of(png(64, 64)) == "image/png"
    assert logo_type_of(jpeg) == "image/jpeg"
    assert logo_type_of(webp) == "image/webp"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><body>hello</body></html>",
        b"GIF89a" + b"\0" * 40,
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        png(50_000, 50_000),
        png(0, 10),
    ],
    ids=["empty", "svg", "html", "gif", "cut png", "cut jpeg", "flood", "no width"],
)
def test_other_bytes_are_no_logo(content: bytes) -> None:
    assert logo_type_of(content) is None
