"""Django's entry to this floor."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """The practice floor as a Django app: one table prefix, one migration history."""

    name = "trellis.practice"
    label = "practice"

    def ready(self) -> None:
        """Connect what this floor does when floors below change; give its notices their sentences."""
        # models exist only now, so the receivers cannot be imported at the top
        from trellis.people.notices.queries import register_sentences  # noqa: PLC0415
        from trellis.practice.cycles import receivers, words  # noqa: F401, PLC0415
        from trellis.practice.meetings import receivers as meeting_receivers  # noqa: F401, PLC0415
        from trellis.practice.meetings import words as meeting_words  # noqa: PLC0415
        from trellis.practice.students import words as student_words  # noqa: PLC0415
        from trellis.practice.support import words as support_words  # noqa: PLC0415

        register_sentences(words.SENTENCES)
        register_sentences(meeting_words.SENTENCES)
        register_sentences(student_words.SENTENCES)
        register_sentences(support_words.SENTENCES)
