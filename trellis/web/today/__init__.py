"""Today: one column with what matters now."""
