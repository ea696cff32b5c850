"""Django's entry to this floor."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The people floor as a Django app: one table prefix, one migration history."""

    name = "trellis.people"
    label = "people"

    def ready(self) -> None:
        """Give the notices of this floor their sentences."""
        # models can only be imported once Django has listed the apps
        from trellis.people.access import words as access  # noqa: PLC0415
        from trellis.people.communities import words as communities  # noqa: PLC0415
        from trellis.people.notices.queries import register_labels, register_sentences  # noqa: PLC0415
        from trellis.people.places.words import PolicyProfile  # noqa: PLC0415
        from trellis.people.tokens import receivers  # noqa: F401, PLC0415
        from trellis.people.tokens import words as tokens  # noqa: PLC0415

        register_sentences({**access.SENTENCES, **communities.SENTENCES, **tokens.SENTENCES})
        register_labels("role", dict(access.Role.choices))
        register_labels("profile", dict(PolicyProfile.choices))
