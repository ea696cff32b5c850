"""Times of the statistics engine beside the field's reference programs."""
