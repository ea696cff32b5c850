"""`trellis lake write`: results as Parquet files by district and year, for the engine that counts."""

import argparse
from pathlib import Path

from django.conf import settings

from trellis.insight.lake.work import write_lake


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", choices=["write"], help="write: all files anew, all or nothing")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where (default: the installation's own folder)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the lake and say what stands in it."""
    written = write_lake(options.folder or settings.LAKE_DIR)
    print(f"{written.rows:,} results in {written.files} files: {written.folder}")
    return 0
