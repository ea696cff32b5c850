"""Django's entry to this floor."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """The practice floor as a Django app: one table prefix, one migration history."""

    name = "trellis.practice"
    label = "practice"
