"""Writes of meetings, by what people do: schedule, plan, run, promise, decide, record."""
