"""Django's entry to this floor."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """The cli floor as a Django app: one table prefix, one migration history."""

    name = "trellis.cli"
    label = "cli"
