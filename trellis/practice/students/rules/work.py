"""Pictures of work: typed by their bytes, freed of what a camera writes into them. Scores: blind at first."""

import struct
from collections.abc import Mapping, Sequence

import numpy as np

from trellis.stats.agreement import Agreement, krippendorff_alpha
from trellis.stats.results import CannotTell

MOST_BYTES = 4 * 1024 * 1024
MOST_POINTS = 20
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB"})
#: JPEG segments of a camera or program: APP1 to APP13, APP15, comments. APP0 and APP14 say how to decode.
_JPEG_DROPPED = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
_START_OF_SCAN, _END = 0xDA, 0xD9


def plain_picture(content: bytes) -> tuple[str, bytes] | None:
    """Return type and bytes of a PNG or JPEG without place, time and camera; nothing for anything else."""
    if content.startswith(PNG_HEAD):
        plain = _plain_png(content)
        return ("image/png", plain) if plain else None
    if content.startswith(b"\xff\xd8\xff"):
        plain = _plain_jpeg(content)
        return ("image/jpeg", plain) if plain else None
    return None


def _plain_png(content: bytes) -> bytes | None:
    kept, at = [PNG_HEAD], len(PNG_HEAD)
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            return None
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    return None


def _plain_jpeg(content: bytes) -> bytes | None:
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(content):
            return None
        if marker == _START_OF_SCAN:
            # the picture itself up to its end; what a program hung behind the end is left out
            stop = content.rfind(b"\xff\xd9")
            return b"".join([*kept, content[at : stop + 2]]) if stop > end else None
        if marker == _END:
            return None
        if marker not in _JPEG_DROPPED:
            kept.append(content[at:end])
        at = end
    return None


def may_see_scores(own: bool) -> bool:
    """Others' scores of a piece are seen after one's own is given, so that it is one's own."""
    return own


def agreement_of(scores: Sequence[Mapping[int, int]]) -> Agreement | CannotTell | None:
    """Return how far the scores of the same pieces agree; nothing while no piece has two.

    Args:
        scores: for each piece, points by person id.
    """
    twice = [piece for piece in scores if len(piece) > 1]
    if not twice:
        return None
    people = sorted({person for piece in twice for person in piece})
    table = np.full((len(people), len(twice)), np.nan)
    for column, piece in enumerate(twice):
        for person, points in piece.items():
            table[people.index(person), column] = points
    return krippendorff_alpha(table, scale="ordinal")
