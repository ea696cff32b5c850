"""Frameworks of academic standards and the standards in them, as CASE publishes them."""

from django.db import models

from trellis.evidence.standards.words import LinkKind
from trellis.kit.models import Identified


class AcademicFramework(Identified):
    """A published set of academic standards, e.g. a state's mathematics standards.

    States: in use -> retired (``retired_at``); a newer copy of the same framework changes the rows in place.

    Purpose: the words that goals, items and lessons are linked to are the state's own.
    privacy: none; keeps: always
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="academic_frameworks"
    )
    identifier = models.CharField(max_length=64, help_text="As its publisher identifies it.")
    uri = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=500)
    creator = models.CharField(max_length=255, blank=True)
    publisher = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=20, blank=True)
    version = models.CharField(max_length=120, blank=True)
    license_name = models.CharField(max_length=255, blank=True)
    changed_at = models.CharField(max_length=40, blank=True, help_text="Last change, as the publisher says.")
    digest = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_academic_framework"
        ordering = ("title", "id")
        constraints = (
            models.UniqueConstraint(fields=["organization", "identifier"], name="one_academic_framework"),
        )

    def __str__(self) -> str:
        return self.title


class AcademicStandard(Identified):
    """One statement of a framework: a domain, a cluster or a standard.

    ``place`` is its way from the top as numbers of equal width, so that a subtree is one range of text and
    the order of the page is the order of the column.

    Purpose: weak standards are found across items and assessments.
    privacy: none; keeps: always
    """

    framework = models.ForeignKey(AcademicFramework, on_delete=models.CASCADE, related_name="standards")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    identifier = models.CharField(max_length=64)
    uri = models.CharField(max_length=500, blank=True)
    code = models.CharField(max_length=120, blank=True, help_text="As teachers write it: 4.NF.A.1.")
    statement = models.TextField()
    kind = models.CharField(max_length=120, blank=True)
    grades = models.JSONField(default=list, blank=True)
    place = models.CharField(max_length=160, blank=True)
    depth = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "evidence_academic_standard"
        ordering = ("framework", "place", "id")
        constraints = (
            models.UniqueConstraint(fields=["framework", "identifier"], name="one_academic_standard"),
        )
        indexes = (models.Index(fields=["code"], name="academic_standard_code"),)

    def __str__(self) -> str:
        return self.code or self.statement[:80]


class AcademicStandardLink(models.Model):
    """A relation between two standards that is not the tree, also across frameworks.

    Purpose: results on an old standard are found under the one that replaced it.
    privacy: none; keeps: always
    """

    origin = models.ForeignKey(AcademicStandard, on_delete=models.CASCADE, related_name="links_from")
    destination = models.ForeignKey(AcademicStandard, on_delete=models.CASCADE, related_name="links_to")
    kind = models.CharField(max_length=30, choices=LinkKind)

    class Meta:
        db_table = "evidence_academic_standard_link"
        constraints = (
            models.UniqueConstraint(fields=["origin", "destination", "kind"], name="one_standard_link"),
        )

    def __str__(self) -> str:
        return self.kind
