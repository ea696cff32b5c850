"""Who is what, where, from when to when; and the policy's dated changes."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.people.access.words import Role
from trellis.people.places.words import PolicyProfile


class RoleAssignment(Identified):
    """What a person is in an organization for a time. Ended is not deleted.

    Purpose: decides what a person may see and do in an organization and below it.
    privacy: staff; keeps: 7 years after its end
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roles")
    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day, inclusive; empty: still on.")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="roles_granted",
    )
    from_import = models.BooleanField(default=False)

    class Meta:
        db_table = "people_role_assignment"
        ordering = ("organization_id", "role", "id")
        indexes = (
            models.Index(fields=["person", "organization"], name="role_person_place"),
            models.Index(fields=["organization", "role"], name="role_place_role"),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.public_id}"


class PolicyChange(Identified):
    """A dated change of an organization's policy profile. Loosening holds only from ``effective_on``, after
    everyone affected was told.

    Purpose: the policy people work under is never changed behind their backs.
    privacy: none; keeps: always
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="policy_changes"
    )
    profile = models.CharField(max_length=30, choices=PolicyProfile)
    reason = models.TextField()
    announced_at = models.DateTimeField()
    effective_on = models.DateField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="policy_changes"
    )

    class Meta:
        db_table = "people_policy_change"
        ordering = ("-effective_on", "-id")

    def __str__(self) -> str:
        return f"{self.profile} from {self.effective_on}"
