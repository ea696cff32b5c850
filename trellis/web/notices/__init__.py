"""Slice: what a person was told."""
