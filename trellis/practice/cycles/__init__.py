"""Room: cycles, from the problem to the decision."""
