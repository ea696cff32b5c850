"""Pages of academic standards."""
