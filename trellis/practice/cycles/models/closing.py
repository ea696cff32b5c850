"""How a cycle ends: decision, message, story."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from trellis.kit.models import Identified
from trellis.practice.cycles.models.cycle import Cycle
from trellis.practice.cycles.words import Audience, Choice, Reach


class Decision(Identified):
    """Keep, adapt, stop or spread, with the reason and the people who decided (S0-29, S0-48).

    Purpose: what was learned changes what is done.
    privacy: staff; keeps: always
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="decision")
    choice = models.CharField(max_length=20, choices=Choice)
    reason = models.TextField()
    worked = models.TextField(blank=True, help_text="What worked, and for whom.")
    did_not = models.TextField(blank=True, help_text="What did not, and for whom.")
    surprised = models.TextField(blank=True)
    handed_to = models.CharField(max_length=255, blank=True, help_text="Who carries it on, if not we.")
    participants = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="decisions_shared")
    decided_on = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions_written"
    )

    class Meta:
        db_table = "practice_decision"

    def __str__(self) -> str:
        return self.choice


class FamilyMessage(Identified):
    """What families or students were told at the end, in both languages.

    Purpose: those it was about hear what came of it.
    privacy: staff; keeps: always
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="family_messages")
    reach = models.CharField(max_length=20, choices=Reach)
    text_en = models.TextField()
    text_es = models.TextField()
    told_on = models.DateField()
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="family_messages"
    )

    class Meta:
        db_table = "practice_family_message"
        ordering = ("told_on", "id")

    def __str__(self) -> str:
        return f"Message {self.public_id}"


class Story(Identified):
    """A cycle told for others, drafted from its records, with names taken out, shown to whom the team chose.

    States: draft -> published -> taken back (``published_at`` empty again).

    Purpose: what one team learned helps the next.
    privacy: none; keeps: always
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="story")
    title = models.CharField(max_length=255)
    title_es = models.CharField(max_length=255, blank=True)
    text = models.TextField()
    text_es = models.TextField(blank=True, help_text="Needed when everyone, families too, may read it.")
    found = models.TextField(
        blank=True, help_text="What may be said of the effect, as exactly as its readers may know."
    )
    found_es = models.TextField(blank=True)
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.TEAM)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stories_published",
    )

    class Meta:
        db_table = "practice_story"
        ordering = ("-published_at", "-id")

    def __str__(self) -> str:
        return f"Story {self.public_id}"

    @property
    def reads_spanish(self) -> bool:
        """Whether it is shown in Spanish to whoever asks now."""
        return (get_language() or "en").startswith("es") and bool(self.text_es)

    @property
    def title_shown(self) -> str:
        """The title in the language of whoever asks now."""
        return self.title_es if self.reads_spanish else self.title

    @property
    def text_shown(self) -> str:
        """The text in the language of whoever asks now."""
        return self.text_es if self.reads_spanish else self.text

    @property
    def found_shown(self) -> str:
        """What was found, in the language of whoever asks now; kept in both since it was shown."""
        return self.found_es if (get_language() or "en").startswith("es") else self.found
