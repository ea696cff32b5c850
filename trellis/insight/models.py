"""Lists the tables of this floor for Django. Nobody imports it."""

from trellis.insight.releases.models import (
    Release,
    ReleasedCell,
    ReleaseMember,
    ReleaseOpening,
    ReleaseWithdrawal,
)

__all__ = ["Release", "ReleaseMember", "ReleaseOpening", "ReleaseWithdrawal", "ReleasedCell"]
