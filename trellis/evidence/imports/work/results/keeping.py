"""Keeps the rows of a file as they were sent, sealed, for as long as the administrator set."""

import json
import zlib
from base64 import b64decode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from trellis.evidence.imports.models import ImportRun, SealedRows, WaitingRow
from trellis.evidence.imports.words.states import RunState
from trellis.kit.sealing import seal, unseal

#: Rows are kept of files about named students; published figures and answers without names need none.
KEPT_TARGETS = ("results", "facts")
#: The process that read the file is not trusted: what it packed is never unfolded beyond this.
MOST_BYTES = 64 * 1024 * 1024
#: What became of an import of which rows are worth something.
_ALIVE = (
    *(RunState.RECEIVED, RunState.UNPACKED, RunState.CHECKED, RunState.PLANNED, RunState.HELD),
    *(RunState.APPLYING, RunState.APPLIED),
)


def keeps_rows() -> bool:
    """Say whether rows are kept at all."""
    return int(settings.ROW_DAYS) > 0


def keep_rows(import_run: ImportRun, message: dict[str, Any]) -> None:
    """Seal some rows as the reading process packed them; they are not unfolded on the way."""
    if keeps_rows() and import_run.template.get("target", "results") in KEPT_TARGETS:
        mark, sealed = seal(b64decode(message["packed"]))
        SealedRows.objects.create(
            run=import_run, first=message["first"], last=message["last"], key_mark=mark, sealed=sealed
        )


def waiting_row(
    import_run: ImportRun,
    row: int,
    *,
    numbers: Mapping[str, str],
    content: Mapping[str, Any],
    name: str = "",
    several: bool = False,
) -> WaitingRow:
    """Seal what a row says that waits for its student; return it, to be written."""
    said = {"numbers": dict(numbers), "name": name, "content": dict(content)}
    mark, sealed = seal(json.dumps(said).encode())
    return WaitingRow(run=import_run, row=row, several=several, key_mark=mark, sealed=sealed)


def cells_of_row(import_run: ImportRun, row: int) -> list[str] | None:
    """Return the cells of a row as they were sent; nothing when it is not kept.

    Raises:
        KeyMissing: when the key that sealed it is not here.
    """
    kept = SealedRows.objects.filter(run=import_run, first__lte=row, last__gte=row).first()
    if kept is None:
        return None
    packed = unseal(kept.key_mark, bytes(kept.sealed))
    content = zlib.decompressobj().decompress(packed, MOST_BYTES)
    return next(
        ([str(cell) for cell in cells] for number, cells in json.loads(content) if number == row), None
    )


def forget_rows(import_run: ImportRun) -> None:
    """Forget the rows of one file."""
    SealedRows.objects.filter(run=import_run).delete()


def sweep_rows() -> int:
    """Forget rows that are older than was set, and those of imports that came to nothing; return how many."""
    limit = timezone.now() - timedelta(days=int(settings.ROW_DAYS))
    old = SealedRows.objects.filter(run__received_at__lt=limit)
    count, _which = old.delete()
    dead, _which = SealedRows.objects.exclude(run__state__in=_ALIVE).delete()
    return count + dead
