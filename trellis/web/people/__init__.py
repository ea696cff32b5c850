"""Slice: who is what in an organization, looked after by its administrators."""
