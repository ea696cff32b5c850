"""Django's entry to this floor."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The evidence floor as a Django app: one table prefix, one migration history."""

    name = "trellis.evidence"
    label = "evidence"
