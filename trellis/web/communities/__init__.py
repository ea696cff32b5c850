"""Pages of communities: who we are, what we agreed, who comes and goes."""
