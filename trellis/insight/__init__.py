"""Floor 4: looks across everything."""
