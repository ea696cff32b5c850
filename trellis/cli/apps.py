"""Django's entry to this floor."""

from django.apps import AppConfig

from trellis.kit import durability


class CliConfig(AppConfig):
    """The cli floor as a Django app: the commands' checks at start."""

    name = "trellis.cli"
    label = "cli"
    #: Imported for its check, which registers itself with Django.
    checks = (durability.check_durability,)
