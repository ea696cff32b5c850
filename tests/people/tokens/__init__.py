"""API tokens of people."""
