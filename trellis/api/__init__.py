"""Door: what other programs may read, through tokens of persons."""
