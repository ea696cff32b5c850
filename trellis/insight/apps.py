"""Django's entry to this floor."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """The insight floor as a Django app: one table prefix, one migration history."""

    name = "trellis.insight"
    label = "insight"
