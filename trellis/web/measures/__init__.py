"""Slice: measures, a point in 20 seconds."""
