"""The reading process: opens a package that nobody trusts, with limits on memory and time.

Run as ``python -m trellis.evidence.imports.work.child PATH strict|tolerant ENCODING``. It writes one JSON
object a line: first ``digest``, then waits for ``go`` on its input; then ``table``, ``rows`` and ``done``, or
``refused``. It knows neither Django nor the database.
"""

import contextlib
import json
import resource
import sys
from pathlib import Path

from trellis.evidence.imports.words.tables import FILES, FILES_1_0, FILES_1_1
from trellis.evidence.imports.work.container import Package, PackageRefused
from trellis.evidence.imports.work.reading import Findings, Ranges, TableReader, manifest_of

MEMORY_BYTES = 400 * 1024**2
CPU_SECONDS = 1800
_MODES = ("absent", "bulk", "delta")


def _limit() -> None:
    for what, amount in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(what, (amount, amount))


def _send(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")) + "\n")


def _header(package: Package, table: str) -> list[str]:
    entry = package.entry_of(table)
    if entry is None:
        return []
    with package.stream(entry) as handle:
        first = handle.readline(1024 * 1024)
    return [name.strip() for name in first.decode("utf-8", "replace").lstrip("\ufeff").strip().split(",")]


def _look_alike(package: Package) -> None:
    """Recognise files that look like OneRoster and are not.

    Raises:
        PackageRefused: P20 for School Data Sync, P10 when no table of OneRoster is there.
    """
    names = {entry.name.rpartition("/")[2].lower() for entry in package.entries}
    if {"school.csv", "student.csv"} <= names or {"section.csv", "studentenrollment.csv"} <= names:
        raise PackageRefused("P20")
    if {"relationships.csv", "userflags.csv"} & names:
        raise PackageRefused("P20")
    users = _header(package, "users")
    if users and "orgSourcedIds" in users and "status" not in users and "enabledUser" not in users:
        raise PackageRefused("P20")
    if not any(entry.table in FILES for entry in package.entries):
        raise PackageRefused("P10")


def _modes(
    package: Package, manifest: dict[str, str], strict: bool, findings: Findings
) -> tuple[str, dict[str, str]]:
    """Return the version and, for each table to read, its mode."""
    there = {entry.table for entry in package.entries if entry.table in FILES}
    if not manifest:
        if set(FILES_1_0) <= there:
            return "1.0", dict.fromkeys(FILES_1_0, "bulk")
        if strict:
            raise PackageRefused("F19", "manifest.csv")
        findings.add("F19", "warning", "manifest")
        return ("1.2" if "roles" in there else "1.1"), dict.fromkeys(there, "bulk")
    version = manifest.get("oneroster.version", "")
    if version not in ("1.1", "1.2"):
        if strict or version not in ("", "1.2.1"):
            raise PackageRefused("F20", "manifest.csv")
        version = "1.2" if "roles" in there else "1.1"
    modes: dict[str, str] = {}
    for table in FILES if version == "1.2" else FILES_1_1:
        said = manifest.get(f"file.{table}", "")
        if said not in _MODES:
            if strict:
                raise PackageRefused("F21", "manifest.csv")
            findings.add("F21", "warning", "manifest", 0, f"file.{table}")
            if table in there:
                modes[table] = "bulk"
                findings.add("F22", "warning", table)
        elif said == "absent" and table in there:
            if strict:
                raise PackageRefused("F23", f"{table}.csv")
            findings.add("F23", "warning", table)
        elif said != "absent" and table not in there:
            if strict:
                raise PackageRefused("F24", f"{table}.csv")
            findings.add("F24", "error", table)
        elif said != "absent":
            modes[table] = said
    return version, modes


def _tell_of_files(package: Package, strict: bool, findings: Findings) -> None:
    """Report files that are named or placed a little wrong; strict reading refuses them.

    Raises:
        PackageRefused: in strict reading.
    """
    for code, file in package.warnings:
        if strict:
            raise PackageRefused(code, file)
        findings.add(code, "warning", file)
    for entry in package.entries:
        if entry.table and not entry.exact:
            if strict:
                raise PackageRefused("F25", entry.name)
            findings.add("F25", "warning", entry.table)
        elif not entry.table:
            findings.add("F26", "warning", "")


def _read_table(reader: TableReader, mode: str, findings: Findings) -> None:
    for batch in reader.batches():
        _send({"is": "rows", "table": reader.file, "columns": reader.kept, "rows": batch})
    if reader.rows == 0:
        if reader.strict:
            raise PackageRefused("F02", f"{reader.file}.csv")
        findings.add("F02", "error", reader.file)
        mode = "absent"
    findings.totals.update(reader.findings.totals)
    findings.places.extend(reader.findings.places)
    _send(
        {
            "is": "table",
            "table": reader.file,
            "mode": mode,
            "rows": reader.rows,
            "set_aside": reader.set_aside,
            "present": reader.present,
        }
    )


def _read(path: Path, strict: bool, encoding: str) -> None:
    package = Package(path)
    _look_alike(package)
    _send({"is": "digest", "digest": package.digest()})
    sys.stdout.flush()
    if sys.stdin.readline().strip() != "go":
        return
    findings = Findings()
    _tell_of_files(package, strict, findings)
    version, modes = _modes(package, manifest_of(package, strict, findings), strict, findings)
    _send({"is": "package", "version": version})
    ranges: Ranges = {}
    for table in FILES:
        found = package.entry_of(table)
        if table in modes and found is not None:
            reader = TableReader(
                package,
                found,
                version=version,
                strict=strict,
                mode=modes[table],
                encoding=encoding,
                ranges=ranges,
            )
            _read_table(reader, modes[table], findings)
    _send({"is": "done", "totals": dict(findings.totals), "places": findings.places})


def main(arguments: list[str]) -> int:
    """Read one package; the exit code is 0 even for a refused one, which is an answer too."""
    _limit()
    try:
        _read(Path(arguments[0]), arguments[1] == "strict", arguments[2])
    except PackageRefused as refusal:
        _send({"is": "refused", "code": refusal.code, "file": refusal.file})
    except MemoryError:
        _send({"is": "refused", "code": "P11", "file": ""})
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
