"""``python -m trellis.cli`` is the ``trellis`` command."""

import sys

from trellis.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
