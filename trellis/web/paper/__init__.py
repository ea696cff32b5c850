"""Papers: what a page says, as a tagged PDF that a screen reader can read."""
