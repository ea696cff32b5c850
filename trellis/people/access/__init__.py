"""Room: roles, the visibility policy, grants."""
