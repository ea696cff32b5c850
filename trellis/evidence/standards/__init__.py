"""Room: academic standards, the tree that goals, lessons, items and results are linked to."""
