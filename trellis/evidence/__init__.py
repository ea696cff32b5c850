"""Floor 2: what is known of students."""
