"""Room: communities, memberships, charters, norms."""
