"""Pages of results files and other evidence of a whole district."""
