"""Room: home pages of people in different roles, made of the same parts."""
