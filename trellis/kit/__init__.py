"""Floor 0: small Django tools without a word of the domain."""
