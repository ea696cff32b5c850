"""Reads the process map of a cycle. For members only: the caller opens the cycle's work first."""

from trellis.practice.cycles.models import Cycle, ProcessStep


def process_of(cycle: Cycle) -> list[ProcessStep]:
    """Return the steps in their order."""
    return list(ProcessStep.objects.filter(cycle=cycle).select_related("evidence"))
