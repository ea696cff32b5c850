"""Django's entry to this floor."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web floor as a Django app: one table prefix, one migration history."""

    name = "trellis.web"
    label = "web"
