"""Do raters agree, and do items hang together?"""

from trellis.stats.agreement.scale import Scale, omega_total, scale_reliability

__all__ = ["Scale", "omega_total", "scale_reliability"]
