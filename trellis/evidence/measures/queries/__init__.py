"""Reads measures and results, limited to what a person may see."""
