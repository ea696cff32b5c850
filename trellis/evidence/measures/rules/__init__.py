"""Rules of measures and results: pure functions."""
