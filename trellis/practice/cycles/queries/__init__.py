"""Reads cycles, limited to what a person may see."""
