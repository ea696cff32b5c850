"""Meetings of a community: series, agenda, functions, promises, decisions, attendance, the record."""
