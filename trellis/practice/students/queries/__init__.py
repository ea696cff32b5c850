"""Reads need groups, supports and cards, limited to what a person may see."""
