"""Slice: the pattern gallery, every component alive with its states. Open in development only."""
