"""Pure rules of answers, groups, supports and who may see them."""
