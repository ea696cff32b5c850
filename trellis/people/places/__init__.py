"""Room: organizations, school years, terms, holidays, public pages."""
