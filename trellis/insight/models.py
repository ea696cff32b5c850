"""Lists the tables of this floor for Django. Nobody imports it."""

from trellis.insight.releases.models import Release, ReleasedCell, ReleaseMember, ReleaseWithdrawal

__all__ = ["Release", "ReleaseMember", "ReleaseWithdrawal", "ReleasedCell"]
