"""Reads meetings, limited to what a person may see."""
