"""Floor 0: pure mathematics on arrays. No Django, no clock, no database."""
