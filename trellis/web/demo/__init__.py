"""Slice: how the cast of the demo comes in. Open in development only."""
