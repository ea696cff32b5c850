"""Files as they were sent, kept apart from everything else until they are read."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def keep_upload(chunks: Iterable[bytes], ending: str) -> Path:
    """Write an upload under a name that nobody can guess, for this user of the machine alone."""
    folder = Path(settings.HOME) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{secrets.token_hex(16)}{ending}"
    with open(path, "wb") as kept:
        for chunk in chunks:
            kept.write(chunk)
    return path
