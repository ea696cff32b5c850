"""Room: goals of students and educators, and what they serve."""
