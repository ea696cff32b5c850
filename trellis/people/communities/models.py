"""Communities of every type, who is in them, and what they agreed."""

from django.conf import settings
from django.db import models

from trellis.kit.models import Identified
from trellis.people.communities.words import (
    Cadence,
    CommunityType,
    DecisionRule,
    Discovery,
    FormationBasis,
    Function,
    JoinRule,
)


class Community(Identified):
    """Any group that learns together. All work (cycles, goals, measures) belongs to one (S0-03).

    States: proposed -> forming -> ended; a proposed one came from a roster and waits for a yes.

    Purpose: nobody works alone.
    privacy: staff; keeps: always
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.PROTECT, related_name="communities"
    )
    type = models.CharField(max_length=20, choices=CommunityType, default=CommunityType.TEAM)
    name = models.CharField(max_length=255)
    purpose = models.TextField(blank=True, help_text="One or two sentences that a newcomer understands.")
    formed_by = models.CharField(max_length=20, choices=FormationBasis, default=FormationBasis.STUDENTS)
    discovery = models.CharField(max_length=20, choices=Discovery, default=Discovery.SCHOOL)
    join_rule = models.CharField(max_length=20, choices=JoinRule, default=JoinRule.ASK)
    roster_rule = models.JSONField(
        default=dict,
        blank=True,
        help_text="What on the roster it grew from, e.g. {'grade': '04'}; empty if made by hand.",
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_community"
        verbose_name_plural = "communities"
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Membership(Identified):
    """A person in a community, with a function, for a time. Ended is not deleted.

    Purpose: who belongs, and who may see the community's work.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    function = models.CharField(max_length=30, choices=Function, default=Function.MEMBER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day, inclusive; empty: still in.")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members_added",
    )
    welcomed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_membership"
        ordering = ("starts_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["community", "person"],
                condition=models.Q(ends_on__isnull=True),
                name="one_open_membership",
            ),
        )

    def __str__(self) -> str:
        return f"{self.function} {self.public_id}"


class Mentorship(Identified):
    """A member looks after a new member of the same community, from a day on. Ended is not deleted.

    Purpose: nobody begins alone.
    privacy: staff; keeps: always
    """

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="mentorships")
    mentor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="mentorships_given")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The day it ended; empty: it holds.")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentorships_named"
    )

    class Meta:
        db_table = "people_mentorship"
        ordering = ("starts_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ends_on__isnull=True), name="one_open_mentorship"
            ),
            models.CheckConstraint(condition=~models.Q(member=models.F("mentor")), name="mentor_is_another"),
        )

    def __str__(self) -> str:
        return f"Mentorship {self.public_id}"


class JoinRequest(Identified):
    """Someone asks to join. States: asked -> accepted | declined | taken back.

    Purpose: communities can be found and joined.
    privacy: staff; keeps: 1 year
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests"
    )
    message = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="join_requests_answered",
    )
    accepted = models.BooleanField(null=True)

    class Meta:
        db_table = "people_join_request"
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["community", "person"],
                condition=models.Q(answered_at__isnull=True),
                name="one_open_join_request",
            ),
        )

    def __str__(self) -> str:
        return f"Join request {self.public_id}"


class Charter(Identified):
    """What the members agreed to be: purpose, the four commitments (S1-02), rhythm, how they decide. A new
    agreement is a new version; old ones stay.

    Purpose: the community's own words about itself.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="charters")
    version = models.PositiveIntegerField()
    growth = models.TextField(blank=True, help_text="How we keep growing.")
    joint_responsibility = models.TextField(blank=True, help_text="How we share responsibility.")
    family_engagement = models.TextField(blank=True, help_text="How families and neighbours take part.")
    alignment = models.TextField(blank=True, help_text="How we serve the vision and goals around us.")
    cadence = models.CharField(max_length=20, choices=Cadence, default=Cadence.WEEKLY)
    meets = models.CharField(max_length=255, blank=True, help_text="Day, time and place in words.")
    decides_by = models.CharField(max_length=20, choices=DecisionRule, default=DecisionRule.CONSENSUS)
    agreed_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="charters_written"
    )

    class Meta:
        db_table = "people_charter"
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=["community", "version"], name="one_charter_version"),)

    def __str__(self) -> str:
        return f"Charter, version {self.version}"


class Norm(Identified):
    """One agreed behaviour. Retired is not deleted.

    Purpose: how members treat each other.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="norms")
    text = models.CharField(max_length=255)
    position = models.PositiveSmallIntegerField()
    agreed_on = models.DateField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_norm"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.text


class NormsVersion(Identified):
    """The norms as they were agreed on one day, also when nothing changed: agreed again. Old ones stay.

    ``decision`` is the public id of the decision by which the members agreed, empty when there was none.

    Purpose: members can read how their agreements grew.
    privacy: staff; keeps: always
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="norms_versions")
    version = models.PositiveIntegerField()
    texts = models.JSONField(help_text="The norms in their order.")
    agreed_on = models.DateField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="norms_versions_written",
    )
    decision = models.CharField(max_length=26, blank=True)

    class Meta:
        db_table = "people_norms_version"
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=["community", "version"], name="one_norms_version"),)

    def __str__(self) -> str:
        return f"Norms, version {self.version}"
