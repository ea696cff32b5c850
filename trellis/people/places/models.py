"""Organizations, their time and their public face."""

from django.db import models

from trellis.kit.models import Identified
from trellis.people.places.words import Accent, MarkKind, OrganizationKind, TermKind


class Organization(Identified):
    """A node of the tree: state, network, district, area, school or department.

    States: open from ``opened_on`` (or always) until ``closed_on``. ``path`` holds the ids from the root
    to this node, ``/1/4/9/``, so that "everything below" is one prefix search.

    Purpose: where people work and learn.
    privacy: none; keeps: always
    """

    kind = models.CharField(max_length=20, choices=OrganizationKind)
    name = models.CharField(max_length=255)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=500, db_index=True, default="", editable=False)
    local_code = models.CharField(max_length=255, blank=True)
    time_zone = models.CharField(max_length=60, default="America/Los_Angeles")
    language = models.CharField(max_length=10, default="en")
    minimum_group = models.PositiveSmallIntegerField(
        default=10, help_text="Smallest number of people behind a published figure; never below 5."
    )
    terminology = models.JSONField(
        default=dict,
        blank=True,
        help_text="Own labels for preferred words, by language: {'en': {'team': 'PLC'}}.",
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_organization"
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(minimum_group__gte=5), name="organization_minimum_group"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PublicPage(models.Model):
    """The public face of an organization: its model's name, logo and welcome (S0-01).

    Purpose: tells families and neighbours how the organization learns.
    privacy: none; keeps: while the organization is open
    """

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="public_page")
    slug = models.SlugField(max_length=80, unique=True)
    model_name = models.JSONField(default=dict, help_text="By language: {'en': …, 'es': …}.")
    welcome = models.JSONField(default=dict, help_text="By language: {'en': …, 'es': …}.")
    logo = models.BinaryField(null=True, blank=True)
    logo_type = models.CharField(max_length=40, blank=True)
    logo_alt = models.JSONField(default=dict, blank=True)
    accent = models.CharField(max_length=20, choices=Accent, default=Accent.LEAF)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "people_public_page"

    def __str__(self) -> str:
        return self.slug


class SchoolYear(Identified):
    """A school year of an organization and of everything below it that has none of its own.

    Purpose: dates of work.
    privacy: none; keeps: always
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="school_years")
    name = models.CharField(max_length=255)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day, inclusive.")

    class Meta:
        db_table = "people_school_year"
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="school_year_order"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Term(Identified):
    """A part of a school year.

    Purpose: dates of classes.
    privacy: none; keeps: always
    """

    school_year = models.ForeignKey(SchoolYear, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=20, choices=TermKind, default=TermKind.TERM)
    name = models.CharField(max_length=255)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day, inclusive.")

    class Meta:
        db_table = "people_term"
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="term_order"),
        )

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """Days without school, inclusive; holds for the organization and everything below it.

    Purpose: cycles and cadences count only school days.
    privacy: none; keeps: always
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=255)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        db_table = "people_holiday"
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="holiday_order"
            ),
        )

    def __str__(self) -> str:
        return self.name


class CalendarMark(Identified):
    """Days of an assessment window or an initiative, inclusive; holds for everything below too.

    ``results_on`` is the day from which the results of an assessment window can be read.

    Purpose: teams plan their meetings around what the school and the district do.
    privacy: none; keeps: always
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="calendar_marks")
    kind = models.CharField(max_length=20, choices=MarkKind)
    name = models.CharField(max_length=255)
    starts_on = models.DateField()
    ends_on = models.DateField()
    results_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "people_calendar_mark"
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="calendar_mark_order"
            ),
            models.CheckConstraint(
                condition=models.Q(results_on=None) | models.Q(results_on__gte=models.F("starts_on")),
                name="calendar_mark_results",
            ),
        )

    def __str__(self) -> str:
        return self.name


class BellPeriod(Identified):
    """A period of the bell schedule, under the name that the roster uses for it; holds for everything below
    that has no schedule of its own.

    Purpose: teams find time in which nobody teaches.
    privacy: none; keeps: while it holds
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="bell_periods")
    name = models.CharField(max_length=40)
    begins = models.TimeField(help_text="On the wall clock of the place.")
    ends = models.TimeField()
    weekdays = models.JSONField(default=list, help_text="[0, 1, …]: Monday is 0; empty means every weekday.")

    class Meta:
        db_table = "people_bell_period"
        ordering = ("begins", "id")
        constraints = (
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("begins")), name="bell_period_order"),
        )

    def __str__(self) -> str:
        return self.name
