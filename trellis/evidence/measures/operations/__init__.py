"""Changes to measures and results."""
