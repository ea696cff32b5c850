"""Counts over the lake, by DuckDB. `portable` and `spark` stand apart: they need the `scale` extra."""

from trellis.insight.lake.queries.counting import Cell, cells, differing, methods

__all__ = ["Cell", "cells", "differing", "methods"]
