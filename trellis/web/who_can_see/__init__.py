"""Slice: who can see what, from the policy itself."""
