"""The living notes of a meeting: reading them, what stands in them, their history."""
