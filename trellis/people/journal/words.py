"""Fixed vocabulary of the journal."""

#: The hash before the first entry of a chain.
GENESIS = "0" * 64
