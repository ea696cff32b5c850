"""Slice: coming in, staying in, going out."""
