"""Pages of help between teams."""
