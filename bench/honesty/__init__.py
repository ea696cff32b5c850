"""Simulations: how often methods cry wolf, and how often their intervals hold."""
