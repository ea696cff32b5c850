"""Slice: what a person decides about themself."""
