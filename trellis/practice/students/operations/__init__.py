"""Changes need groups, supports, named adults and cards."""
