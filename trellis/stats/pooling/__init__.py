"""Pooling results across teams: random effects, three levels, shrinkage, funnels. No function ranks a team."""
