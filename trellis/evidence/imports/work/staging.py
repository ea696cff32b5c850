"""From the package to staged tables: starts the reading process and loads what it sends."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from trellis.evidence.imports.models import ImportFinding, ImportRun
from trellis.evidence.imports.words.states import Kind, RunState, Severity
from trellis.evidence.imports.words.tables import ROSTER_FILES, staged_columns
from trellis.evidence.imports.work.dialect import ask, drop_table, is_postgres, load, make_table, run

#: Places of findings kept for each code.
PLACES = 1000


def staged(import_run: ImportRun, file: str) -> str:
    """Return the name of the table that holds a file's rows."""
    return f"evidence_staged_{import_run.pk}_{file.lower()}"


def derived(import_run: ImportRun, kind: str) -> str:
    """Return the name of the table that holds what a package says about one kind."""
    return f"evidence_derived_{import_run.pk}_{kind}"


def gone(import_run: ImportRun) -> str:
    """Return the name of the table that lists what a whole file no longer holds."""
    return f"evidence_gone_{import_run.pk}"


def known_addresses(import_run: ImportRun) -> str:
    """Return the name of the table that lists the addresses of persons who are here already."""
    return f"evidence_addresses_{import_run.pk}"


def cell(name: str) -> str:
    """Return the column of a staged table that holds a cell."""
    return f"c_{name.lower()}"


def wipe_staging(import_run: ImportRun) -> None:
    """Forget everything staged for a run."""
    for file in ROSTER_FILES:
        drop_table(staged(import_run, file))
    for kind in Kind:
        drop_table(derived(import_run, kind))
    drop_table(gone(import_run))
    drop_table(known_addresses(import_run))


@contextmanager
def _reader(path: Path, import_run: ImportRun) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "trellis.evidence.imports.work.child",
            str(path),
            "strict" if import_run.strict else "tolerant",
            import_run.encoding,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=settings.BASE_DIR,
        # nothing of ours is in the environment of a process that reads what nobody trusts
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(settings.BASE_DIR), "PYTHONUTF8": "1"},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        process.wait()


def _messages(process: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def reject(import_run: ImportRun, code: str, file: str = "") -> None:
    """Refuse the whole package with one finding."""
    import_run.state = RunState.REJECTED
    import_run.refused_code, import_run.refused_file = code, file[:255]
    import_run.totals = {**import_run.totals, f"{code}|reject|{file[:60]}|": 1}
    import_run.save()
    ImportFinding.objects.create(run=import_run, code=code, severity=Severity.REJECT, file=file[:60])


def note(
    import_run: ImportRun, code: str, severity: str, file: str, sql: str, parameters: list[object]
) -> int:
    """Store findings from a question that yields (row, sourced id); return the exact number of them."""
    total = int(ask(f"SELECT COUNT(*) FROM ({sql}) AS q", parameters)[0][0])
    if total:
        key = f"{code}|{severity}|{file}|"
        import_run.totals = {**import_run.totals, key: import_run.totals.get(key, 0) + total}
        ImportFinding.objects.bulk_create(
            ImportFinding(
                run=import_run,
                code=code,
                severity=severity,
                file=file,
                row=row or 0,
                sourced_id=str(sid)[:255],
            )
            for row, sid in ask(f"{sql} LIMIT {PLACES}", parameters)
        )
    return total


def read_package(import_run: ImportRun, path: Path, known_digest: str) -> bool:
    """Read a package into staged tables.

    Args:
        known_digest: the digest of the last applied package: equal content is not read again.

    Returns:
        Whether there is something to plan: false when refused or unchanged (the run's state says which).
    """
    wipe_staging(import_run)
    for file in ROSTER_FILES:
        cells = [f"{cell(name)} text" for name in staged_columns(file)]
        make_table(staged(import_run, file), ["row_no bigint", "hash text", "bad text", *cells])
    import_run.state = RunState.UNPACKED
    import_run.save(update_fields=["state"])
    with _reader(path, import_run) as process:
        assert process.stdin is not None
        for message in _messages(process):
            if message["is"] == "digest":
                import_run.digest = message["digest"]
                if known_digest == import_run.digest:
                    import_run.state = RunState.UNCHANGED
                    import_run.save()
                    return False
                process.stdin.write("go\n")
                process.stdin.flush()
            elif message["is"] == "refused":
                reject(import_run, message["code"], message["file"])
                return False
            elif _take(import_run, message):
                break
        else:
            reject(import_run, "P12")
            return False
    if import_run.source.ends_exclusive:
        _say_last_days(import_run)
    for file in ROSTER_FILES:
        table = staged(import_run, file)
        run(f"CREATE INDEX {table}_sid ON {table} ({cell('sourcedId')})")
        if is_postgres():
            run(f"ANALYZE {table}")
    import_run.state = RunState.CHECKED
    import_run.save()
    return True


def _say_last_days(import_run: ImportRun) -> None:
    """Turn "the first day after" into our last day (E.5.7); a row read the other way is another row."""
    before = "(c_enddate::date - 1)::text" if is_postgres() else "date(c_enddate, '-1 day')"
    for file, begins in (
        ("academicSessions", "c_startdate"),
        ("roles", "c_begindate"),
        ("enrollments", "c_begindate"),
    ):
        run(
            f"UPDATE {staged(import_run, file)} SET c_enddate = {before}, hash = hash || ':last' "
            f"WHERE bad = '' AND length(c_enddate) = 10 AND c_enddate > COALESCE({begins}, '')"
        )


def _take(import_run: ImportRun, message: dict[str, Any]) -> bool:
    """Take one message of the reading process; say whether it was the last."""
    if message["is"] == "rows":
        file, rows = message["table"], message["rows"]
        if file in ROSTER_FILES:
            names = [name for name in staged_columns(file) if name in message["columns"]]
            if names != message["columns"]:
                raise ValueError("The reading process names columns that no table has.")
            with transaction.atomic():
                load(staged(import_run, file), ["row_no", "hash", "bad", *map(cell, names)], rows)
    elif message["is"] == "table":
        import_run.modes[message["table"]] = message["mode"]
        import_run.present[message["table"]] = message["present"]
        import_run.rows += message["rows"]
        import_run.save(update_fields=["modes", "present", "rows"])
    elif message["is"] == "package":
        import_run.version = message["version"]
    elif message["is"] == "done":
        import_run.totals = message["totals"]
        ImportFinding.objects.bulk_create(
            (
                ImportFinding(
                    run=import_run,
                    code=code,
                    severity=severity,
                    file=file,
                    row=row,
                    column=column,
                    sourced_id=sid,
                )
                for code, severity, file, row, column, sid in message["places"]
            ),
            batch_size=1000,
        )
        return True
    return False
