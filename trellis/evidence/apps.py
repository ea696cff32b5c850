"""Django's entry to this floor."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The evidence floor as a Django app: one table prefix, one migration history."""

    name = "trellis.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Give the notices of this floor their sentences."""
        # models exist only now, so what reads notices cannot be imported at the top
        from trellis.evidence.surveys import words  # noqa: PLC0415
        from trellis.people.notices.queries import register_sentences  # noqa: PLC0415

        register_sentences(words.SENTENCES)
