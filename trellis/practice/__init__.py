"""Floor 3: what communities do."""
