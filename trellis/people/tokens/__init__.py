"""Room: API tokens, with which a program reads on behalf of a person."""
