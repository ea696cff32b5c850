"""Protecting small groups in published tables: suppression, the audit, coding, releases over time."""

from trellis.stats.protect.audit import Audit, Protection, audit, reach_threshold, sliding
from trellis.stats.protect.coding import CodedShare, coded_shares, may_pool
from trellis.stats.protect.heuristic import insider_pairs
from trellis.stats.protect.releases import Leak, Population, ReleaseAudit, audit_releases
from trellis.stats.protect.suppress import Suppression, primary_cells, sensitive_rates, suppress
from trellis.stats.protect.tables import CellTable, Hierarchy, Key, cell_system, flat, linked, table, tree

__all__ = [
    "Audit",
    "CellTable",
    "CodedShare",
    "Hierarchy",
    "Key",
    "Leak",
    "Population",
    "Protection",
    "ReleaseAudit",
    "Suppression",
    "audit",
    "audit_releases",
    "cell_system",
    "coded_shares",
    "flat",
    "insider_pairs",
    "linked",
    "may_pool",
    "primary_cells",
    "reach_threshold",
    "sensitive_rates",
    "sliding",
    "suppress",
    "table",
    "tree",
]
