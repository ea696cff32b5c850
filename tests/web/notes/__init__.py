"""Pages of the notes."""
