"""Slice: cycles, from the launch to the story."""
