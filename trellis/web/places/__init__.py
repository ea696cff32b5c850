"""Pages of organizations: their own page, their public face, coverage."""
