"""Everybody at every door: actor x relation x object x action x channel."""
