"""A migrated SQLite database that lies ready: migrating takes longer than most tests together."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from django.db import connection

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / ".trellis" / "test-databases"
#: So many states of the project are kept.
KEPT = 4


def _ready_copy() -> Path:
    """Return where the database of exactly these migrations, packages and settings lies, if it does."""
    parts = [*sorted(PROJECT.glob("trellis/*/migrations/*.py")), PROJECT / "trellis/config/settings.py"]
    whole = hashlib.sha256(sys.version.encode())
    for path in [*parts, PROJECT / "requirements" / "test.txt"]:
        whole.update(f"{path.name}:{path.stat().st_size}:".encode() + path.read_bytes())
    return FOLDER / f"{whole.hexdigest()[:24]}.sqlite3"


def lay_migrated_copy() -> bool:
    """Put a copy of the ready database where the tests want theirs; say whether there was one."""
    if connection.vendor != "sqlite":
        return False
    ready, wanted = _ready_copy(), Path(str(connection.settings_dict["TEST"]["NAME"]))
    for ending in ("", "-wal", "-shm"):
        Path(f"{wanted}{ending}").unlink(missing_ok=True)
    if not ready.is_file():
        return False
    wanted.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ready, wanted)
    return True


def lay_migrated_file(path: Path) -> bool:
    """Put a copy of the ready database at ``path``, for a server of its own; say whether there was one."""
    ready = _ready_copy()
    if not ready.is_file():
        return False
    shutil.copyfile(ready, path)
    return True


def keep_migrated_copy() -> None:
    """Keep the database as it is now; the oldest kept ones go."""
    if connection.vendor != "sqlite":
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    ready = _ready_copy()
    fresh = ready.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(fresh)])
    fresh.replace(ready)
    for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
