"""Property tests judge results, not the speed of a busy machine: no deadline for a single example."""

from hypothesis import settings

settings.register_profile("statistics", deadline=None)
settings.load_profile("statistics")
