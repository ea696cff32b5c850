"""Rules of measures and results: pure functions."""

from trellis.evidence.measures.rules.practical import value_problem

__all__ = ["value_problem"]
