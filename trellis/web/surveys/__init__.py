"""Slice: surveys and pulses."""
