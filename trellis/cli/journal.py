"""`trellis journal verify`: walks the hash chain of the journal and says whether it is whole."""

import argparse

from trellis.people.journal.operations import check_chain


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", choices=["verify"], help="verify: walk the whole chain")
    parser.add_argument(
        "--hash", default="", help="the last hash written down before; it must be in the chain"
    )


def run(options: argparse.Namespace) -> int:
    """Walk the chain; exit code 0 when it is whole, 1 when something was changed, cut off or put in."""
    report = check_chain(known_hash=options.hash)
    if not report.whole:
        where = f"entry {report.broken_at.pk}" if report.broken_at else "its very beginning"
        print(f"The journal was changed: {report.entries} entries are whole, then it breaks at {where}.")
        return 1
    if options.hash and not report.knows_hash:
        print(f"All {report.entries} entries fit, but the hash from before is not among them.")
        return 1
    print(f"The journal is whole: {report.entries} entries. Write this down outside: {report.last_hash}")
    return 0
