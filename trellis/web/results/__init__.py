"""Pages of results: drop a file, mend it, see the picture."""
