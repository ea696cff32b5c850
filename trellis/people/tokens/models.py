"""API tokens and what was read with them."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.people.tokens.words import Read


class ApiToken(Identified):
    """A secret with which a program reads as a person, cut down to its scopes. Only a digest is stored.

    States: open -> revoked | expired. It works only while its person is here and is staff somewhere.

    Purpose: lets a district's own programs read what its people may read.
    privacy: staff; keeps: 1 year after its end
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    token_digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list, help_text="Values of `Scope`.")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    minute_began_at = models.DateTimeField(null=True, blank=True)
    asks_this_minute = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "people_api_token"
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"Token {self.public_id}"


class TokenRead(models.Model):
    """What one token read on one day, and how often: the record of disclosure.

    Purpose: a person sees what a program took in their name.
    privacy: staff; keeps: 1 year
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="reads")
    on = models.DateField()
    what = models.CharField(max_length=20, choices=Read)
    object_id = models.CharField(max_length=40, blank=True, help_text="Public id; empty for a list.")
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "people_token_read"
        ordering = ("-last_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["token", "on", "what", "object_id"], name="one_row_a_read"),
        )

    def __str__(self) -> str:
        return f"{self.what} on {self.on}"
