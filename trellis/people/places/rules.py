"""What fits where: the shape of the tree, and pictures we accept. Plain functions, no database."""

import struct

from trellis.people.places.words import OrganizationKind as Kind

_ABOVE: dict[Kind, frozenset[Kind]] = {
    Kind.STATE: frozenset(),
    Kind.NETWORK: frozenset({Kind.STATE, Kind.NETWORK}),
    Kind.DISTRICT: frozenset({Kind.STATE, Kind.NETWORK}),
    Kind.AREA: frozenset({Kind.DISTRICT, Kind.AREA, Kind.NETWORK}),
    Kind.SCHOOL: frozenset({Kind.STATE, Kind.NETWORK, Kind.DISTRICT, Kind.AREA}),
    Kind.DEPARTMENT: frozenset(
        {Kind.STATE, Kind.NETWORK, Kind.DISTRICT, Kind.AREA, Kind.SCHOOL, Kind.DEPARTMENT}
    ),
}
#: Pictures beyond this many pixels are refused: a small file can unfold to gigabytes.
LOGO_PIXELS = 4_000_000


def may_lie_in(child: Kind, parent: Kind) -> bool:
    """Say whether this kind of organization can lie directly in that kind."""
    return parent in _ABOVE[child]


def _fits(width: int, height: int) -> bool:
    return width > 0 and height > 0 and width * height <= LOGO_PIXELS


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            return None
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def logo_type_of(content: bytes) -> str | None:
    """Return the media type of a PNG, JPEG or WebP picture of at most 4 million pixels, judged by its bytes.

    Anything else, SVG and HTML in disguise included, gives nothing.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and len(content) > 33:
        width, height = struct.unpack(">II", content[16:24])
        return "image/png" if _fits(width, height) else None
    if content.startswith(b"\xff\xd8\xff"):
        size = _jpeg_size(content)
        return "image/jpeg" if size and _fits(*size) else None
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP" and len(content) > 30:
        if content[12:16] == b"VP8X":
            width = int.from_bytes(content[24:27], "little") + 1
            height = int.from_bytes(content[27:30], "little") + 1
            return "image/webp" if _fits(width, height) else None
        return "image/webp"
    return None
