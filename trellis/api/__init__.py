"""Door: machine interface and feeds."""
