"""From the file to staged tables: starts the reading process and loads what it sends."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from trellis.evidence.imports.models import ImportFinding, ImportRun
from trellis.evidence.imports.words.file_findings import REFUSALS
from trellis.evidence.imports.words.states import RunState, Severity
from trellis.evidence.imports.work.dialect import drop_table, is_postgres, load, make_table, run
from trellis.evidence.imports.work.results.keeping import forget_rows, keep_rows, keeps_rows
from trellis.evidence.imports.work.staging import reject

#: Columns that a person can map by hand; a wider file needs a template in JSON.
MAPPED_COLUMNS = 120
CHILD = "trellis.evidence.imports.work.results.child"
_WHO = ("c1 text", "c2 text", "c3 text", "c4 text", "name text", "born text", "grade_now text")
_SIZES = ("value text", "low text", "high text")
#: What the reading process sends, by table, in its order.
SENT: dict[str, tuple[str, ...]] = {
    "assessments": (
        *("no bigint", "key text", "title text", "subject text", "family text", "version text", "kind text"),
    ),
    "windows": ("no bigint", "assessment bigint", "key text", "season text", "year bigint", "title text"),
    "items": (
        *(
            "no bigint",
            "assessment bigint",
            "key text",
            "label text",
            "kind text",
            "standard text",
            "most text",
        ),
    ),
    "sittings": (
        *(
            "row_no bigint",
            "no bigint",
            *_WHO,
            "win bigint",
            "akey text",
            "taken text",
            "test text",
            "grade text",
        ),
        *("form text", "valid text", "note text", "acc text", "h bigint", "cls text"),
    ),
    "results": (
        "no bigint",
        "item bigint",
        "method text",
        *_SIZES,
        "error text",
        "answer text",
        "reason text",
    ),
    "facts": (
        *("row_no bigint", "no bigint", *_WHO, "kind text", "code text", "starts text", "ends text"),
        *("amount text", "note text", "term bigint", "key bigint", "h bigint"),
    ),
    "figures": (
        *(
            "row_no bigint",
            "no bigint",
            "title text",
            "label text",
            "place text",
            "place_name text",
            "level text",
        ),
        *("grp text", "method text", "term bigint", *_SIZES, "answer text", "reason text", "n bigint"),
        *("key bigint", "h bigint"),
    ),
    "answers": (
        *("row_no bigint", "no bigint", "survey text", "taken text", "grp text", "answers text", "h bigint"),
    ),
}
#: What planning adds.
_ADDED: dict[str, tuple[str, ...]] = {
    "assessments": ("obj bigint",),
    "windows": ("obj bigint",),
    "items": ("obj bigint",),
    "sittings": ("student bigint", "several bigint", "lead bigint", "act text"),
    "results": ("aside bigint",),
    "facts": ("student bigint", "several bigint", "act text", "old bigint"),
    "figures": ("act text", "old bigint"),
    "answers": ("act text",),
}
TABLES = {
    "results": ("assessments", "windows", "items", "sittings", "results"),
    "facts": ("facts",),
    "figures": ("figures",),
    "answers": ("answers",),
}


def staged(import_run: ImportRun, table: str) -> str:
    """Return the name of a run's table."""
    return f"evidence_staged_{import_run.pk}_{table}"


def wipe(import_run: ImportRun) -> None:
    """Forget everything staged for a run."""
    for table in (*SENT, "numbers", "roster", "attempts"):
        drop_table(staged(import_run, table))


@contextmanager
def _reader(path: Path, name: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", CHILD, str(path), name],
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
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def ask_child(path: Path, name: str, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Let the reading process read a file; yield what it says, message by message."""
    with _reader(path, name) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            yield json.loads(line)


def names_of(table: str) -> list[str]:
    """Return the columns that the reading process fills."""
    return [column.split(" ")[0] for column in SENT[table]]


def make_tables(import_run: ImportRun, target: str) -> None:
    """Make the empty tables of a run."""
    wipe(import_run)
    for table in TABLES[target]:
        make_table(staged(import_run, table), [*SENT[table], *_ADDED[table]])


def index_tables(import_run: ImportRun, target: str) -> None:
    """Make what joins need, once the rows are there."""
    if target == "results":
        sittings, results = staged(import_run, "sittings"), staged(import_run, "results")
        run(f"CREATE INDEX {sittings}_no ON {sittings} (no)")
        run(f"CREATE INDEX {results}_no ON {results} (no)")
    if is_postgres():
        for table in TABLES[target]:
            run(f"ANALYZE {staged(import_run, table)}")


def read_file(import_run: ImportRun, path: Path, templates: Sequence[dict[str, Any]]) -> bool:
    """Read a file into staged tables; say whether to plan on. The run's state says why not."""
    wipe(import_run)
    forget_rows(import_run)
    request = {
        "keep": keeps_rows(),
        "templates": list(templates),
        "options": import_run.options,
        "encoding": import_run.encoding,
    }
    import_run.state = RunState.UNPACKED
    import_run.save(update_fields=["state"])
    targets = {template["name"]: template for template in templates}
    for message in ask_child(path, import_run.file_name, request):
        if message["is"] == "look":
            import_run.details["look"] = message["columns"][:MAPPED_COLUMNS]
        elif message["is"] == "refused":
            import_run.details["words"] = message["words"]
            reject(import_run, REFUSALS.get(message["code"], "T12"))
            return False
        elif message["is"] == "file":
            import_run.template = targets[message["template"]]
            import_run.details.update(columns=message["columns"], missing=message["missing"])
            make_tables(import_run, import_run.template.get("target", "results"))
        elif _take(import_run, message):
            index_tables(import_run, import_run.template.get("target", "results"))
            import_run.state = RunState.CHECKED
            import_run.save()
            return True
    reject(import_run, "P12")
    return False


def _take(import_run: ImportRun, message: dict[str, Any]) -> bool:
    """Take one message of the reading process; say whether it was the last."""
    if message["is"] == "rows":
        with transaction.atomic():
            load(staged(import_run, message["table"]), names_of(message["table"]), message["rows"])
    elif message["is"] == "sent":
        keep_rows(import_run, message)
    elif message["is"] == "progress":
        import_run.read_rows = message["rows"]
        import_run.details["share"] = round(message["share"], 3)
        import_run.save(update_fields=["read_rows", "details"])
    elif message["is"] == "done":
        import_run.totals = message["totals"]
        import_run.rows = import_run.read_rows = message["rows"]
        import_run.details.update(share=1, set_aside=message["set_aside"])
        keep_findings(import_run, message["places"])
        return True
    return False


def keep_findings(import_run: ImportRun, places: Sequence[Sequence[Any]]) -> None:
    """Write the places of findings; totals are kept apart and exact."""
    ImportFinding.objects.bulk_create(
        (
            ImportFinding(
                run=import_run, code=code, severity=Severity(severity), file=file, row=row, column=column
            )
            for code, severity, file, row, column, _sid in places
        ),
        batch_size=1000,
    )
