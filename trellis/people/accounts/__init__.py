"""Room: persons and how they sign in."""
