"""Protecting small groups in published tables: suppression, the audit, coding, releases over time."""
