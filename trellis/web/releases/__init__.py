"""Pages of published tables: make, see what is hidden, publish, withdraw, read, take along."""
