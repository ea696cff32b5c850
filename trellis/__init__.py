"""Trellis: a platform for learning communities in schools."""
