"""`trellis import oneroster|assessment|standards PATH`: plans and applies a file, and says what happened."""

import argparse
import json
import sys
from pathlib import Path

from trellis.evidence.imports.models import ImportRun
from trellis.evidence.imports.operations import ENCODINGS, import_package, import_results_file
from trellis.evidence.imports.queries import (
    exit_code_of,
    failed_report,
    findings_of,
    kind_lines,
    reasons_of,
    report_of,
)
from trellis.evidence.measures.operations.standards import link_items_to_standards
from trellis.evidence.standards.operations import import_framework
from trellis.kit.errors import DomainError, Invalid
from trellis.people.places.models import Organization
from trellis.people.places.operations import found_organization
from trellis.people.places.queries import root_organizations
from trellis.people.places.words import OrganizationKind

REFUSED, FAILED = 3, 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("format", choices=["oneroster", "assessment", "standards"], help="the kind of file")
    parser.add_argument("path", type=Path, help="a file, or a folder for a roster")
    parser.add_argument("--strict", action="store_true", help="refuse every departure from the standard")
    parser.add_argument("--dry-run", action="store_true", help="plan only; write nothing")
    parser.add_argument("--approve", action="store_true", help="say yes to a plan that waits for one")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    parser.add_argument("--encoding", choices=ENCODINGS, default="utf-8", help="how letters are written")
    parser.add_argument(
        "--template", default="", help="results: the template, where the file does not say it"
    )
    parser.add_argument(
        "--year", type=int, help="results: the school year, named by the year in which it ends"
    )
    parser.add_argument("--window", default="", help="results: fall, winter, spring, summer or once")
    parser.add_argument(
        "--source", default="OneRoster", help="name of the system that sends (default: %(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Import; exit codes: 0 done, 1 done with rows set aside, 2 waits for a yes, 3 refused, 4 failed."""
    if options.format == "standards":
        return _import_standards(options)
    try:
        import_run = _import(options)
    except DomainError as refusal:
        print(refusal, file=sys.stderr)
        if options.json:
            print(json.dumps(failed_report()))
        return FAILED
    if options.json:
        print(json.dumps(report_of(import_run), ensure_ascii=False))
    else:
        print("\n".join(lines_of(import_run)))
    return exit_code_of(import_run)


def _import_standards(options: argparse.Namespace) -> int:
    """Bring in a framework and link the items that name its standards."""
    organization = target_organization()
    try:
        report = import_framework(
            by=None, organization=organization, path=options.path, dry_run=options.dry_run
        )
    except DomainError as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    linked = 0 if options.dry_run else link_items_to_standards(organization)
    told = {
        **{name: value for name, value in report.__dict__.items() if name != "framework"},
        "items_linked": linked,
    }
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(
            f"{report.title}: {report.created:,} new, {report.changed:,} changed, {report.unchanged:,} the "
            f"same, {report.removed:,} gone; {linked:,} items linked"
        )
    return 0


def _import(options: argparse.Namespace) -> ImportRun:
    if options.format == "assessment":
        return import_results_file(
            by=None,
            organization=target_organization(),
            path=options.path,
            template=options.template,
            dry_run=options.dry_run,
            approve=options.approve,
            encoding=options.encoding,
            year=options.year,
            window=options.window,
        )
    return import_package(
        by=None,
        organization=target_organization(),
        path=options.path,
        strict=options.strict,
        dry_run=options.dry_run,
        approve=options.approve,
        encoding=options.encoding,
        source_name=options.source,
    )


def target_organization() -> Organization:
    """Return the one top organization; an empty database gets a district, named by the package afterwards.

    Raises:
        Invalid: when there are several and we would have to guess.
    """
    roots = list(root_organizations()[:2])
    if len(roots) > 1:
        raise Invalid(
            "There are several organizations at the top; import in the browser, where you choose one."
        )
    if roots:
        return roots[0]
    return found_organization(by=None, kind=OrganizationKind.DISTRICT, name="District")


def lines_of(import_run: ImportRun) -> list[str]:
    """Return the report for people."""
    lines = [
        f"{import_run.get_state_display()}: {import_run.file_name}, {import_run.rows:,} rows, {import_run.seconds:.1f} s"  # noqa: E501
    ]
    lines += [f"  waits because: {reason}" for reason in reasons_of(import_run)]
    for label, counts in kind_lines(import_run):
        told = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count)
        if told:
            lines.append(f"  {label}: {told}")
    for line in findings_of(import_run):
        place = f"{line.file} row {line.row}" if line.row else line.file
        lines.append(f"  {line.code} {line.severity} ({line.count:,}×) {place} {line.column}: {line.message}")
    return lines
