"""What meetings do when floors below change."""

from typing import Any

from django.dispatch import receiver

from trellis.people.places.models import Organization
from trellis.people.places.signals import calendar_changed
from trellis.practice.meetings.operations.moving import follow_calendar


@receiver(calendar_changed)
def meetings_follow_the_calendar(*, organization: Organization, **_more: Any) -> None:
    """Cancel meetings of series on days that have become free (S0-32)."""
    follow_calendar(place=organization)
