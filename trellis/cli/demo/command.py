"""`trellis demo`: fills an empty database with the demo district."""

import argparse
import sys

from trellis.cli.demo import make_demo
from trellis.cli.demo.stages import DEMO_STAGES, Stage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--stage",
        choices=[stage.value for stage in DEMO_STAGES],
        default=Stage.MIDYEAR.value,
        help="how far the school year is (default: %(default)s)",
    )


def run(options: argparse.Namespace) -> int:
    """Make the demo; refuses a database that is not empty."""
    make_demo(Stage(options.stage), say=lambda line: print(line, file=sys.stderr))
    return 0
