"""Changes to cycles: one function, one use case."""
