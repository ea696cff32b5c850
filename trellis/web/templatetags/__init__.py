"""Tags that draw the components of a page."""
