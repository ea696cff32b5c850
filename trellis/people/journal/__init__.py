"""Room: audit trail, hash-chained, readable as history."""
