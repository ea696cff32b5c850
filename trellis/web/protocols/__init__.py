"""Slice: the protocol library."""
