"""Do raters agree, and do items hang together?"""

from trellis.stats.agreement.icc import IntraclassCorrelation, intraclass_correlation
from trellis.stats.agreement.kappa import (
    FleissAgreement,
    LevelAgreement,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
)
from trellis.stats.agreement.krippendorff import krippendorff_alpha
from trellis.stats.agreement.result import Agreement
from trellis.stats.agreement.scale import Scale, omega_total, scale_reliability
from trellis.stats.agreement.spread import Spread, UnitSpread, spread_before_consensus

__all__ = [
    "Agreement",
    "FleissAgreement",
    "IntraclassCorrelation",
    "LevelAgreement",
    "Scale",
    "Spread",
    "UnitSpread",
    "cohen_kappa",
    "fleiss_kappa",
    "gwet_ac",
    "intraclass_correlation",
    "krippendorff_alpha",
    "omega_total",
    "scale_reliability",
    "spread_before_consensus",
]
