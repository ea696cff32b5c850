"""Django's entry to this floor."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The people floor as a Django app: one table prefix, one migration history."""

    name = "trellis.people"
    label = "people"
