"""Pages of a team's own assessments: make one, enter answers, print it."""
