"""Published tables of results: computed once, protected together with all earlier ones, never changed."""
