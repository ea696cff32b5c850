"""Room: cycle templates, strategies and other shared knowledge, as data."""
