"""Help between teams: asked for, answered, thanked."""
