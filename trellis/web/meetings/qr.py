"""A QR code as one path, so that the page draws it without a picture file."""

from collections.abc import Iterator
from dataclasses import dataclass

import segno

#: The quiet zone around a code that cameras need.
BORDER = 3


@dataclass(frozen=True)
class QrCode:
    """A code as SVG: the box around it, and one path of dark squares."""

    size: int
    path: str

    @property
    def box(self) -> str:
        """The view box with the quiet zone."""
        whole = self.size + 2 * BORDER
        return f"{-BORDER} {-BORDER} {whole} {whole}"

    @property
    def paper(self) -> int:
        """Side of the light square below the code."""
        return self.size + 2 * BORDER

    @property
    def picture(self) -> str:
        """The code as a picture of its own, for a document: dark on white."""
        ground = f'<rect x="-{BORDER}" y="-{BORDER}" width="{self.paper}" height="{self.paper}" fill="#fff"/>'
        code = f'<path d="{self.path}"/>'
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{self.box}">{ground}{code}</svg>'


def _runs(row: bytearray) -> Iterator[tuple[int, int]]:
    start = None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def qr_code(text: str) -> QrCode:
    """Return the code of a text, with enough correction for a poor camera across a room."""
    matrix = segno.make(text, error="m", micro=False).matrix
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}z" for y, row in enumerate(matrix) for start, length in _runs(row)
    )
    return QrCode(len(matrix), path)
