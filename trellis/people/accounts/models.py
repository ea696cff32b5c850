"""Persons and the ways in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from trellis.kit.models import Identified
from trellis.people.accounts.words import Language


class PersonManager(BaseUserManager["Person"]):
    """Finds persons by the opaque id that Django's sign-in machinery uses."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person with this public id."""
        return self.get(public_id=username)


class Person(Identified, AbstractBaseUser):
    """An adult of the community: educator, leader, family member, partner. Students are not persons here
    (`evidence.roster.Student`), so that no directory, mention or sign-in path can ever reach one.

    States: known (no way to sign in) -> invited -> active -> left (``is_active`` false). What a person may do
    follows from dated roles and memberships alone, read anew at every request.

    Purpose: who someone is, how they like to be called, in which language they read.
    privacy: staff; keeps: while in any role, then 2 years
    """

    given_name = models.CharField(max_length=255)
    family_name = models.CharField(max_length=255, blank=True)
    preferred_name = models.CharField(max_length=255, blank=True)
    said_as = models.CharField(max_length=120, blank=True, help_text="How the name is said.")
    pronouns = models.CharField(max_length=60, blank=True)
    # Not a way to sign in: only addresses proved through allauth's EmailAddress are.
    contact_email = models.EmailField(blank=True, db_index=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(max_length=60, blank=True)
    good_at = models.CharField(max_length=255, blank=True)
    wants_to_learn = models.CharField(max_length=255, blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "public_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        db_table = "people_person"
        ordering = ("family_name", "given_name", "id")

    def __str__(self) -> str:
        return self.full_name

    @property
    def called(self) -> str:
        """The name to greet with: the preferred one, else the given one."""
        return self.preferred_name or self.given_name

    @property
    def full_name(self) -> str:
        """The name as colleagues write it."""
        return f"{self.called} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        """One or two letters for the round sign beside the name."""
        return "".join(part[:1] for part in (self.called, self.family_name)).upper()


class Invitation(Identified):
    """An invitation to sign in, sent to one address, good for one use.

    States: open -> accepted | withdrawn | expired. Only a digest of the token is stored.

    Purpose: lets a person in without self sign-up.
    privacy: staff; keeps: 90 days after its end
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_invitation"
        ordering = ("-invited_at",)

    def __str__(self) -> str:
        return f"Invitation {self.public_id}"


class SignInLink(models.Model):
    """A link by mail that signs a person without password in, once.

    Purpose: families and partners come in without a password.
    privacy: family; keeps: 7 days
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_in_links")
    token_digest = models.CharField(max_length=64, unique=True)
    next_path = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_sign_in_link"

    def __str__(self) -> str:
        return f"Link of {self.made_at:%Y-%m-%d}"
